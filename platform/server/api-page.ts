import type { Endpoint } from '../core/contract.ts';

const escape = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** The contract for people: one readable page without scripts. */
export const apiPage = (endpoints: readonly Endpoint[]): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Foyer API</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<style>body{font:15px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;background:#fbfaf7;color:#1c2321}code{font-family:ui-monospace,monospace;color:#0f6b5c}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;border-top:1px solid #e3dfd6;vertical-align:top}</style>
<h1>Foyer API</h1>
<p>Machine-readable: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1). Sign in with a session cookie or a personal token (<code>Authorization: Bearer foyer_…</code>). A token reaches what its permissions name; what is only <code>signed-in</code> is its owner’s own and no token’s. It ends on its day, when it is revoked, and when its owner changes the password or signs out everywhere. Refusals are <code>application/problem+json</code> with a stable <code>code</code>.</p>
<table><thead><tr><th>Endpoint</th><th>What it does</th><th>Permission</th></tr></thead><tbody>
${endpoints.map((endpoint) => `<tr><td><code>${endpoint.method} ${escape(endpoint.path)}</code></td><td>${escape(endpoint.summary)}</td><td>${escape(endpoint.permission)}${endpoint.scope ? ` (token: ${escape(endpoint.scope)})` : ''}</td></tr>`).join('\n')}
</tbody></table></html>`;
