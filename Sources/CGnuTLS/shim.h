#ifndef FALSEWORK_CGNUTLS_SHIM_H
#define FALSEWORK_CGNUTLS_SHIM_H

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

// gnutls_free is a function pointer in a variable, which Swift 6 takes for shared mutable state.
static inline void cgnutls_free(void *pointer) {
    gnutls_free(pointer);
}

// A macro with a cast in it, which Swift does not import.
static inline unsigned int cgnutls_bits_of_p256(void) {
    return GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);
}

#endif
