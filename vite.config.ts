import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const page = (app: string): string => fileURLToPath(new URL(`apps/${app}/index.html`, import.meta.url));

/** Compressed once, here, never per request. Both forms: browsers ask for brotli only over https, on plain http for gzip. */
const compressed = (): Plugin => ({
  name: 'foyer-compressed',
  apply: 'build',
  writeBundle(options) {
    const folder = join(options.dir ?? 'dist', 'assets');
    for (const name of readdirSync(folder).filter((file) => /\.(js|css|svg)$/.test(file))) {
      const path = join(folder, name);
      const text = readFileSync(path);
      writeFileSync(`${path}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }));
      writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
    }
  },
});

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome111', 'safari16.4'],
    // Inlined files would be forbidden by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What a first load may weigh is said and measured in bench/sizes.ts.
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      input: { console: page('console'), mobile: page('mobile'), guest: page('guest'), sw: fileURLToPath(new URL('apps/worker/worker.ts', import.meta.url)) },
      // A service worker keeps its address for ever.
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});
