import { betterAuth } from 'better-auth';
import { username } from 'better-auth/plugins/username';
import type pg from 'pg';

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,29}$/;
const SESSION_SECONDS = 14 * 24 * 3600;
/** better-auth never sees the outside address: who may ask is decided before it. */
const INSIDE = 'http://localhost';

const createAuth = (pool: pg.Pool, secret: string) =>
  betterAuth({
    database: pool,
    secret,
    baseURL: INSIDE,
    basePath: '/api/auth',
    trustedOrigins: [INSIDE],
    logger: { disabled: true },
    telemetry: { enabled: false },
    // Ours counts per account and per device and knows the true address (rate-limit.ts).
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 1, maxPasswordLength: 128 },
    plugins: [username({ minUsernameLength: 2, maxUsernameLength: 30, usernameValidator: (name) => USERNAME.test(name.toLowerCase()), schema: { user: { fields: { displayUsername: 'display_username' } } } })],
    advanced: { cookiePrefix: 'foyer', useSecureCookies: false, ipAddress: { disableIpTracking: true } },
    session: {
      modelName: 'auth_sessions',
      expiresIn: SESSION_SECONDS,
      fields: { userId: 'user_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    user: { modelName: 'auth_users', fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' } },
    account: {
      modelName: 'auth_accounts',
      fields: {
        userId: 'user_id', accountId: 'account_id', providerId: 'provider_id', accessToken: 'access_token', refreshToken: 'refresh_token', idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at', refreshTokenExpiresAt: 'refresh_token_expires_at', createdAt: 'created_at', updatedAt: 'updated_at',
      },
    },
    verification: { modelName: 'auth_verifications', fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
  });

export type PasswordAuth = { ask(path: string, body: unknown, cookie: string | undefined): Promise<Response> };

/** Passwords and their sessions, in tables of our own names. */
export const passwordAuth = (pool: pg.Pool, secret: string): PasswordAuth => {
  const auth = createAuth(pool, secret);
  return {
    ask: (path, body, cookie) =>
      auth.handler(new Request(`${INSIDE}/api/auth${path}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: INSIDE, ...(cookie ? { cookie } : {}) }, body: JSON.stringify(body) })),
  };
};
