import type { Config } from '../../platform/server/config.ts';
import { listenFailure } from '../../platform/server/start-error.ts';
import { ensureLocalCertificate, localTls, ownNames, publicHostOf } from '../../platform/server/tls/local-authority.ts';
import { startTrustPage } from '../../platform/server/tls/trust-page.ts';

/** A router that gives out another address is noticed soon: until then no phone gets in. */
const EVERY_MS = 60_000;

/** The certificate follows this machine's addresses; the running program notices the new files by itself. */
const ensure = (config: Config, dataDir: string): boolean => ensureLocalCertificate(dataDir, { names: ownNames(config.publicUrl), publicHost: publicHostOf(config.publicUrl) }, new Date());

/** With FOYER_LOCAL_HTTPS the program is its own authority: the certificate files stand where it made them. */
export const withLocalCertificate = (config: Config, dataDir: string): Config => {
  if (config.trustPort === undefined) return config;
  ensure(config, dataDir);
  const { cert, key } = localTls(dataDir);
  return { ...config, tlsCert: cert, tlsKey: key };
};

export const startLocalHttps = async (config: Config, dataDir: string, onError: (error: unknown) => void): Promise<{ stop(): void }> => {
  const { trustPort } = config;
  if (trustPort === undefined) return { stop: () => undefined };
  const server = await startTrustPage({ authorityPath: localTls(dataDir).authority, httpsPort: config.port, port: trustPort, host: config.host }).catch((error: unknown) => {
    throw listenFailure(error, { host: config.host, port: trustPort, setting: 'FOYER_TRUST_PORT' });
  });
  const timer = setInterval(() => {
    try {
      ensure(config, dataDir);
    } catch (error) {
      onError(error);
    }
  }, EVERY_MS).unref();
  return {
    stop: () => {
      clearInterval(timer);
      server.close();
      server.closeAllConnections();
    },
  };
};
