import FalAPI
import Testing

@Suite struct RequestIDTests {
    @Test func textAndValueAgree() {
        let text = "019dd07d-7a04-7a60-b61e-5361e9b784a6"
        #expect(RequestID(text)?.description == text)
        #expect(RequestID(text.uppercased())?.description == text)
    }

    @Test(arguments: [
        "", "019dd07d", "019dd07d-7a04-7a60-b61e-5361e9b784a", "019dd07d-7a04-7a60-b61e-5361e9b784a66",
        "019dd07d07a04-7a60-b61e-5361e9b784a6", "019dd07d-7a04-7a60-b61e-5361e9b784ag",
        "019dd07d-7a04-7a60-b61e-5361e9b784é",
    ])
    func anythingElseIsNoId(text: String) {
        #expect(RequestID(text) == nil)
    }

    @Test func aNewIdIsOfVersion7AndCarriesItsTime() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            let text = RequestID(milliseconds: 0x019d_d07d_7a04, random: &random).description
            #expect(text.hasPrefix("019dd07d-7a04-7"))
            #expect("89ab".contains(text[text.index(text.startIndex, offsetBy: 19)]))
        }
    }
}
