-- Asks for a token by client credentials with every request (RFC 6749 section 4.4).
wrk.method = "POST"
wrk.body = "grant_type=client_credentials&scope=" .. os.getenv("SCOPE")
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")
