#ifndef COPENSSL_H
#define COPENSSL_H

#include <openssl/evp.h>

/// Starts a SHA-256 computation. NULL if the library has no memory or no SHA-256.
EVP_MD_CTX *assay_sha256_start(void);

#endif
