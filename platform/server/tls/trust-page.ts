import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { X509Certificate } from 'node:crypto';
import { fingerprintOf } from './local-authority.ts';

const STYLE = `body{font:17px/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei",sans-serif;max-width:42rem;margin:0 auto;padding:16px;color:#1b1b1b;background:#fff}
h1{font-size:1.35rem;margin:.5rem 0}h2{font-size:1.05rem;margin:1.4rem 0 .3rem}ol{padding-left:1.4rem;margin:.2rem 0}li{margin:.15rem 0}
a.do{display:block;text-align:center;padding:14px;margin:14px 0;border-radius:8px;background:#1f5a3d;color:#fff;text-decoration:none;font-weight:600}
a.then{background:#fff;color:#1f5a3d;border:2px solid #1f5a3d}code{word-break:break-all;font-size:.85rem}.en{color:#555;font-size:.9rem}
@media(prefers-color-scheme:dark){body{background:#171a18;color:#eee}.en{color:#b9b9b9}a.then{background:#171a18;color:#9ed8b8;border-color:#9ed8b8}}`;

const STEPS: readonly (readonly [name: string, zh: readonly string[], en: string])[] = [
  ['iPhone · iPad', ['用 Safari 打开本页，点「下载证书」，选「允许」', '打开「设置」，点顶上的「已下载描述文件」，安装', '「设置」→「通用」→「关于本机」→「证书信任设置」，打开「前厅 Foyer」'], 'Safari: download, allow. Settings → Profile Downloaded → Install. Settings → General → About → Certificate Trust Settings → switch on.'],
  ['安卓 · 鸿蒙 / Android · HarmonyOS', ['点「下载证书」', '「设置」里搜索「CA 证书」（加密与凭据 → 安装证书 → CA 证书），选下载的文件', '提示「网络可能受到监控」是系统对任何自装证书的说明；本证书只能用于店内地址'], 'Download. Settings → search “CA certificate” → install the file. The system’s warning is shown for every certificate of one’s own.'],
  ['Windows', ['下载后双击，「安装证书」→「本地计算机」→「受信任的根证书颁发机构」'], 'Open the file → Install → Local Machine → Trusted Root Certification Authorities.'],
  ['Mac', ['下载后双击加入「钥匙串」，再双击它，「信任」→「始终信任」'], 'Open the file, add to Keychain, open it there → Trust → Always Trust.'],
];

/** Only what a host name may hold comes back into the page. */
const hostOf = (header: string | undefined): string => /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d+)?$/i.exec(header ?? '')?.[1] ?? 'localhost';

export const trustPage = (input: { host: string; port: number; fingerprint: string }): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>前厅：让这台设备信任</title><style>${STYLE}</style></head>
<body><main><h1>让这台设备信任前厅</h1>
<p>每台手机、电脑只做一次。做完就能现场拍照、收到提醒。<br><span class="en" lang="en">Once on each device: then camera and alerts are to be had.</span></p>
<a class="do" href="/foyer-authority.crt">第一步：下载证书 / download</a>
<a class="do then" href="https://${input.host}:${input.port}/">装好以后：打开前厅 / then open Foyer</a>
${STEPS.map(([name, zh, en]) => `<h2>${name}</h2><ol>${zh.map((step) => `<li>${step}</li>`).join('')}</ol><p class="en" lang="en">${en}</p>`).join('')}
<h2>核对指纹 / fingerprint</h2><p>安装前请与「管理 → 系统」页上的指纹对照，不一致就不要装。<br><code>SHA-256 ${input.fingerprint}</code></p>
</main></body></html>`;

/** Over plain http, because a phone must have the certificate before it can come by https. Nothing else is to be had here. */
export const startTrustPage = (input: { authorityPath: string; httpsPort: number; port: number; host: string }): Promise<Server> => {
  const authority = readFileSync(input.authorityPath, 'utf8');
  const fingerprint = fingerprintOf(authority);
  const server = createServer((request, reply) => {
    reply.setHeader('x-content-type-options', 'nosniff');
    if (request.method !== 'GET' && request.method !== 'HEAD') return void reply.writeHead(405).end();
    if (request.url === '/foyer-authority.crt')
      return void reply.writeHead(200, { 'content-type': 'application/x-x509-ca-cert', 'content-disposition': 'attachment; filename="foyer-authority.crt"' }).end(new X509Certificate(authority).raw);
    if (request.url !== '/') return void reply.writeHead(302, { location: '/' }).end();
    return void reply
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'", 'cache-control': 'no-store' })
      .end(trustPage({ host: hostOf(request.headers.host), port: input.httpsPort, fingerprint }));
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(input.port, input.host, () => done(server));
  });
};
