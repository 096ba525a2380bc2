import { describe, expect, it } from 'vitest';
import { parseConfig, unknownSettings } from './config.ts';
import { StartError } from './start-error.ts';

describe('configuration', () => {
  it('given nothing, when read, then serves the LAN on 7300 from ./data beside the program', () => {
    const config = parseConfig({});
    expect(config).toMatchObject({ port: 7300, host: '0.0.0.0', dataDirGiven: false, trustProxy: [], allowTargets: [], testClock: false, logLevel: 'info' });
    expect(config.dataDir).toMatch(/[\\/]data$/);
    expect(config.databaseUrl).toBeUndefined();
  });

  it('given an empty variable, when read, then it counts as not set', () => {
    expect(parseConfig({ PORT: '', FOYER_DEMO_PASSWORD: ' ' })).toMatchObject({ port: 7300, demoPassword: undefined });
  });

  it('given every variable, when read, then each arrives in its form', () => {
    const config = parseConfig({
      PORT: '8080', HOST: '::1', FOYER_DATA: '/srv/foyer', DATABASE_URL: 'postgres://a:b@db:5432/foyer', FOYER_URL: 'https://foyer.example.cn/',
      FOYER_TRUST_PROXY: '10.0.0.0/8, ::1', FOYER_TLS_CERT: '/c.pem', FOYER_TLS_KEY: '/k.pem', FOYER_DEMO_PASSWORD: 'correct horse',
      FOYER_TEST_CLOCK: '1', FOYER_LOG_LEVEL: 'debug', FOYER_METRICS_TOKEN: '0123456789abcdef',
      FOYER_ALLOW_TARGETS: '192.168.1.5, 10.0.0.0/8, fd00::/8, sms.lan',
      FOYER_S3_ENDPOINT: 'https://s3.oss-cn-hangzhou.aliyuncs.com/', FOYER_S3_KEY_ID: 'LTAI5t', FOYER_S3_SECRET: 'eight-or-more', FOYER_S3_PATH_STYLE: '0',
      FOYER_BACKUP_TO: '/mnt/usb/foyer', FOYER_BACKUP_AT: '03:15', FOYER_BACKUP_PASSPHRASE: 'twelve or more',
    });
    expect(config).toEqual({
      port: 8080, host: '::1', dataDir: '/srv/foyer', dataDirGiven: true, databaseUrl: 'postgres://a:b@db:5432/foyer', publicUrl: 'https://foyer.example.cn',
      trustProxy: ['10.0.0.0/8', '::1'], tlsCert: '/c.pem', tlsKey: '/k.pem', trustPort: undefined, demoPassword: 'correct horse', upgradeBackup: true,
      testClock: true, logLevel: 'debug', metricsToken: '0123456789abcdef',
      allowTargets: ['192.168.1.5', '10.0.0.0/8', 'fd00::/8', 'sms.lan'],
      s3: { endpoint: 'https://s3.oss-cn-hangzhou.aliyuncs.com', region: 'cn-hangzhou', keyId: 'LTAI5t', secret: 'eight-or-more', pathStyle: false },
      backupTo: '/mnt/usb/foyer', backupAt: '03:15', backupPassphrase: 'twelve or more', archiveTo: undefined, archiveMinutes: 5,
    });
    expect(parseConfig({ FOYER_LOCAL_HTTPS: '1', PORT: '7300' }).trustPort).toBe(7301);
    expect(() => parseConfig({ FOYER_LOCAL_HTTPS: '1', FOYER_TLS_CERT: '/c.pem', FOYER_TLS_KEY: '/k.pem' })).toThrow('FOYER_LOCAL_HTTPS');
    expect(parseConfig({ FOYER_ARCHIVE_TO: '/mnt/usb/log', FOYER_ARCHIVE_MINUTES: '1' })).toMatchObject({ archiveTo: '/mnt/usb/log', archiveMinutes: 1 });
    expect(() => parseConfig({ FOYER_ARCHIVE_TO: '/mnt/usb/log', DATABASE_URL: 'postgres://a:b@db:5432/foyer' })).toThrow('FOYER_ARCHIVE_TO');
    expect(parseConfig({}).backupAt).toBe('02:30');
    expect(parseConfig({ FOYER_BACKUP_AT: 'off' }).backupAt).toBeUndefined();
  });

  it('given backups to object storage, when read, then the address is checked and nothing of the key may be missing', () => {
    const keys = { FOYER_S3_KEY_ID: 'LTAI5t', FOYER_S3_SECRET: 'eight-or-more' };
    expect(parseConfig({ FOYER_BACKUP_TO: 's3://centre-backups/nightly/', FOYER_S3_REGION: 'cn-north-1', ...keys })).toMatchObject({ backupTo: 's3://centre-backups/nightly', s3: { endpoint: 'https://s3.cn-north-1.amazonaws.com.cn', region: 'cn-north-1', pathStyle: undefined } });
    expect(parseConfig({ FOYER_BACKUP_TO: '/mnt/usb' }).s3).toBeUndefined();
    const to = { FOYER_BACKUP_TO: 's3://centre-backups' };
    expect(() => parseConfig(to)).toThrow(/^FOYER_S3_KEY_ID /);
    expect(() => parseConfig({ ...to, FOYER_S3_KEY_ID: 'LTAI5t' })).toThrow(/^FOYER_S3_SECRET /);
    expect(() => parseConfig({ ...to, FOYER_S3_SECRET: 'eight-or-more' })).toThrow(/^FOYER_S3_KEY_ID /);
    expect(() => parseConfig({ ...to, ...keys })).toThrow(/^FOYER_S3_ENDPOINT /);
  });

  it.each([
    ['PORT', 'abc'], ['PORT', '0'], ['PORT', '65536'], ['PORT', '-1'], ['PORT', '80.5'],
    ['HOST', 'not a host'], ['DATABASE_URL', 'mysql://x/y'], ['FOYER_URL', 'foyer.example.cn'], ['FOYER_URL', 'https://x.cn/path'],
    ['FOYER_TRUST_PROXY', 'everyone'], ['FOYER_TRUST_PROXY', '10.0.0.0/33'], ['FOYER_DEMO_PASSWORD', 'short'],
    ['FOYER_TEST_CLOCK', 'yes'], ['FOYER_LOG_LEVEL', 'loud'], ['FOYER_METRICS_TOKEN', 'abc'], ['FOYER_TLS_CERT', '/c.pem'], ['FOYER_TLS_KEY', '/k.pem'],
    ['FOYER_ALLOW_TARGETS', '10.0.0.0/33'], ['FOYER_ALLOW_TARGETS', '192.168.1.999'], ['FOYER_ALLOW_TARGETS', 'https://sms.lan'],
    ['FOYER_BACKUP_TO', 'ftp://somewhere/else'], ['FOYER_BACKUP_TO', 's3:/bucket/prefix'], ['FOYER_BACKUP_TO', 's3://key:secret@bucket'], ['FOYER_S3_ENDPOINT', 'https://me:secret@s3.cn'], ['FOYER_S3_SECRET', 'short'], ['FOYER_S3_PATH_STYLE', 'yes'],
    ['FOYER_BACKUP_AT', '24:00'], ['FOYER_BACKUP_AT', '2:30'], ['FOYER_BACKUP_PASSPHRASE', 'too short'],
    ['FOYER_ARCHIVE_TO', 's3://a/b'], ['FOYER_ARCHIVE_MINUTES', '0'], ['FOYER_ARCHIVE_MINUTES', '61'],
  ])('given %s=%s, when read, then one line names the variable and keeps the value to itself', (name, value) => {
    const attempt = () => parseConfig({ [name]: value });
    expect(attempt).toThrow(StartError);
    expect(attempt).toThrow(new RegExp(`^${name} [^\\n]+ / ${name} [^\\n]+$`));
    if (value.length > 5 && !value.includes('/')) expect(attempt).not.toThrow(value);
  });

  it('given names that begin as ours do and are none, then each is named with the one that is meant; ours, empty ones and others are not', () => {
    expect(unknownSettings({ FOYER_BACKUP_PASSPRASE: 'a secret', FOYER_BACKUPTO: '/mnt', foyer_url: 'https://x.cn', FOYER_COLOUR: 'red' })).toEqual([
      { name: 'FOYER_BACKUPTO', meant: 'FOYER_BACKUP_TO' }, { name: 'FOYER_BACKUP_PASSPRASE', meant: 'FOYER_BACKUP_PASSPHRASE' }, { name: 'FOYER_COLOUR', meant: undefined }, { name: 'foyer_url', meant: 'FOYER_URL' },
    ]);
    expect(unknownSettings({ FOYER_DATA: '/srv', FOYER_BACKUP_TO: '/mnt', FOYER_LAUNCHER: '1', FOYER_NOTHING: ' ', PATH: '/bin', FOYERS: '' })).toEqual([]);
  });
});
