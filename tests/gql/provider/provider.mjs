// An OpenID provider on loopback for the tests: oidc-provider, with clients, accounts and keys that they hand over.
import { readFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const { port, keys, accounts, audience } = JSON.parse(readFileSync(0, 'utf-8'));
const issuer = `http://127.0.0.1:${port}`;
const secret = 'a secret of the tests alone';

const provider = new Provider(issuer, {
  jwks: { keys },
  clients: [
    {
      client_id: 'robot', client_secret: secret, redirect_uris: [], response_types: [],
      grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic',
    },
    {
      client_id: 'page', redirect_uris: ['http://127.0.0.1/signed-in'], response_types: ['code'],
      grant_types: ['authorization_code'], token_endpoint_auth_method: 'none', application_type: 'native',
    },
  ],
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  extraTokenClaims: (_, token) => accounts[token.accountId ?? token.clientId] ?? {},
  pkce: { required: () => true },
  cookies: { keys: ['a key of the tests alone'] },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, resource) => ({
        scope: 'ask', audience: resource === 'urn:kith' ? audience : resource, accessTokenTTL: 600,
        accessTokenFormat: 'jwt', jwt: { sign: { alg: keys[0].alg } },
      }),
    },
  },
});
provider.listen(port, '127.0.0.1', () => process.stdout.write('listening\n'));
