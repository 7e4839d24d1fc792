// Runs worker.mjs in workerd: node worker-host.mjs <settings as JSON>
import { join } from 'node:path';
import { Miniflare } from 'miniflare';

const folder = import.meta.dirname;
const worker = new Miniflare({
  modules: true,
  modulesRoot: folder,
  scriptPath: join(folder, 'worker.mjs'),
  modulesRules: [{ type: 'ESModule', include: ['**/*.js', '**/*.mjs'] }],
  compatibilityDate: '2026-01-01',
});
try {
  const answer = await worker.dispatchFetch('http://worker/', { method: 'POST', body: process.argv[2] });
  const text = await answer.text();
  console.log(answer.ok ? JSON.parse(text).join('\n') : text);
} finally {
  await worker.dispose();
}
