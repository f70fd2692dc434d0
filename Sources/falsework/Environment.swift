internal import ArgumentParser

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The twins of the options in the environment: `--https-port` is `FALSEWORK_HTTPS_PORT`.
enum Environment {
    /// The variable's value; nil when it is unset or empty.
    static func text(_ option: String) -> String? {
        let name = variable(option)
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
        return value
    }

    /// An option's value: what was given, else its twin's, else the default.
    /// - Parameters:
    ///   - given: the option's own value.
    ///   - option: the option's name without dashes in front.
    static func value<Value: ExpressibleByArgument>(
        _ given: Value?,
        _ option: String,
        default: Value
    ) throws(Failure) -> Value {
        try optional(given, option) ?? `default`
    }

    /// An option's value that may be absent.
    static func optional<Value: ExpressibleByArgument>(_ given: Value?, _ option: String) throws(Failure) -> Value? {
        if let given { return given }
        guard let text = text(option) else { return nil }
        guard let value = Value(argument: text) else {
            throw .unusable("\(variable(option)): '\(text)' is not a value that --\(option) takes")
        }
        return value
    }

    /// A variable that is not ours.
    static func foreign(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func variable(_ option: String) -> String {
        "FALSEWORK_" + option.uppercased().map { $0 == "-" ? "_" : $0 }
    }
}
