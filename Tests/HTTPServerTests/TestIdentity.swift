import HTTPServer

/// A self-signed certificate for localhost, and its key, which protects nothing.
let testIdentity = TLSIdentity(
    certificateChainPEM: """
        -----BEGIN CERTIFICATE-----
        MIIBmzCCAUGgAwIBAgIUdJvaOnmvGJUGnCeweN2O4Kgvf24wCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTAzNTU0M1oYDzIxMjYxMDI4
        MDM1NTQzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAR7O0j7Zb5gb8ULbiJ7MLhLWmB7WMeoubAuHNwKjXt9ydOrsGnxyvEb
        wDSwNUTCRSXnc2qWMh8vo2X4+guY07hVo28wbTAdBgNVHQ4EFgQUhcChKIP9/bxW
        E+tBnv0ulWdORA4wHwYDVR0jBBgwFoAUhcChKIP9/bxWE+tBnv0ulWdORA4wDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDSAAwRQIhAI4HXh5S197jR7+z8cgzEEXJxh5SB4AFP7APfFGZWuIoAiAF
        NJZGIC7PrlNcqCysT2mhaT6jJeGPP/WcU7sfymUtWg==
        -----END CERTIFICATE-----

        """,
    privateKeyPEM: """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBuB3UWO9k0W3VoPx
        +s7+MpiLSFVM31Wa4TeuS0toya2hRANCAAR7O0j7Zb5gb8ULbiJ7MLhLWmB7WMeo
        ubAuHNwKjXt9ydOrsGnxyvEbwDSwNUTCRSXnc2qWMh8vo2X4+guY07hV
        -----END PRIVATE KEY-----

        """
)
