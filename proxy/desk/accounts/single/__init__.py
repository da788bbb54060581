"""The city's single sign-on: OpenID Connect, authorization code flow with PKCE (RFC 7636) and nonce.

| module | what |
|---|---|
| `provider` | what the provider says of itself, its keys, and the exchange of a code for a token |
| `id_token` | whether an ID token is genuine, meant for us and of now |
| `groups` | what somebody may here, by the groups that the provider names |
| `journey` | what a browser takes along to the provider and brings back |
| `joining` | the account of somebody who was there |
| `pages` | the three addresses: to the provider, back from it, and signing out there |
"""
