import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DomainError } from '@sluis/errors';
import type { FastifyReply } from 'fastify';

const contentTypes: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};
const assetName = /^[\w-]+\.(js|css|svg)$/;
const nonceMark = '__NONCE__';

/** A page of the browser's side, as the build made it, and its files. It holds nothing: what people see comes from the API. */
export class BuiltPage {
  private readonly folder: string;
  private readonly files = new Map<string, Buffer>();

  /** @param name of the folder in the build, and of its HTML file */
  constructor(
    name: string,
    private readonly htmlName: string,
  ) {
    this.folder = pageFolder(name);
  }

  async sendAsset(name: string, reply: FastifyReply): Promise<void> {
    const [, extension = ''] = assetName.exec(name) ?? [];
    const file = extension === '' ? undefined : this.read(join('assets', name));
    if (!file) throw new DomainError('route_not_found', 'There is no such file.');
    await reply
      .header('Content-Type', contentTypes[extension] ?? 'application/octet-stream')
      // Its name changes with its content.
      .header('Cache-Control', 'public, max-age=31536000, immutable')
      .send(file);
  }

  async send(reply: FastifyReply): Promise<void> {
    const page = this.read(this.htmlName)?.toString('utf8');
    if (page === undefined) {
      throw new DomainError('platform_unavailable', 'The page was not built. Run npm run build.');
    }
    const nonce = randomBytes(18).toString('base64url');
    await reply
      .header('Content-Type', 'text/html; charset=utf-8')
      .header('Content-Security-Policy', policy(nonce))
      .send(page.replaceAll(nonceMark, nonce));
  }

  private read(name: string): Buffer | undefined {
    const known = this.files.get(name);
    if (known) return known;
    const path = join(this.folder, name);
    if (!existsSync(path)) return undefined;
    const file = readFileSync(path);
    this.files.set(name, file);
    return file;
  }
}

/** No script but our own files; styles that are made in the browser by a value of this answer alone. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** Beside the built API; in tests, which run from the sources, in the project's build. */
function pageFolder(name: string): string {
  const root = resolve(import.meta.dirname, '../../../..');
  const built = join(root, 'apps/console', name);
  return existsSync(built) ? built : join(root, 'dist/apps/console', name);
}
