/** A bucket, and where in it: no slash at either end, '' for all of it. */
export type S3Place = { readonly bucket: string; readonly prefix: string };

export type S3Access = {
  /** Origin of the service, without the bucket. */
  readonly endpoint: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  /** The bucket stands in the path instead of in the name of the host; undefined = where a name in front cannot be found (an address, a bare name). */
  readonly pathStyle: boolean | undefined;
};

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PART = /^[^\p{C}\\?#%*:"<>|]{1,200}$/u;

export const isUrlLike = (address: string): boolean => /^[a-z][a-z0-9+.-]+:\//i.test(address);
export const isS3 = (address: string): boolean => /^s3:\/\//i.test(address);

/** `s3://bucket/prefix`; undefined when it is none that a service would take. */
export const s3Place = (address: string): S3Place | undefined => {
  if (!isS3(address)) return undefined;
  const [bucket = '', ...parts] = address.slice('s3://'.length).replace(/\/+$/, '').split('/');
  return BUCKET.test(bucket) && parts.every((part) => PART.test(part) && part !== '.' && part !== '..') ? { bucket, prefix: parts.join('/') } : undefined;
};

export const s3Address = ({ bucket, prefix }: S3Place): string => `s3://${bucket}${prefix ? `/${prefix}` : ''}`;

/** What a service's own name says of its region; the names of others say nothing, and most of those take any. */
export const regionOf = (endpoint: string): string =>
  /(?:^|\.)oss-([a-z]+-[a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/.exec(new URL(endpoint).hostname)?.[1] ??
  /(?:^|\.)cos\.([a-z]+-[a-z0-9-]+)\.myqcloud\.com$/.exec(new URL(endpoint).hostname)?.[1] ??
  /(?:^|\.)s3[.-](?:dualstack\.)?([a-z]+-[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(new URL(endpoint).hostname)?.[1] ??
  'us-east-1';

export const amazonEndpoint = (region: string): string => `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
