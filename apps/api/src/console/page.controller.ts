import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import type { FastifyReply } from 'fastify';
import { OpenToAll } from './staff-guard.js';

const contentTypes: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};
const assetName = /^[\w-]+\.(js|css|svg)$/;
const nonceMark = '__NONCE__';

/** The console's page, as the build made it. It holds nothing: what staff see comes from the API, which asks who they are. */
@Controller('console')
export class ConsolePageController {
  private readonly folder = pageFolder();
  private readonly assets = new Map<string, Buffer>();
  private page: string | undefined;

  @Get('assets/:name')
  @OpenToAll()
  async asset(@Param('name') name: string, @Res() reply: FastifyReply) {
    const [, extension = ''] = assetName.exec(name) ?? [];
    const file = extension === '' ? undefined : this.read(join('assets', name));
    if (!file) throw new DomainError('route_not_found', 'There is no such file.');
    await reply
      .header('Content-Type', contentTypes[extension] ?? 'application/octet-stream')
      // Its name changes with its content.
      .header('Cache-Control', 'public, max-age=31536000, immutable')
      .send(file);
  }

  @Get(['', '*'])
  @OpenToAll()
  async show(@Res() reply: FastifyReply) {
    this.page ??= this.read('index.html')?.toString('utf8');
    if (this.page === undefined) {
      throw new DomainError('platform_unavailable', 'The console was not built. Run npm run build.');
    }
    const nonce = randomBytes(18).toString('base64url');
    await reply
      .header('Content-Type', 'text/html; charset=utf-8')
      .header('Content-Security-Policy', policy(nonce))
      .send(this.page.replaceAll(nonceMark, nonce));
  }

  private read(name: string): Buffer | undefined {
    const known = this.assets.get(name);
    if (known) return known;
    const path = join(this.folder, name);
    if (!existsSync(path)) return undefined;
    const file = readFileSync(path);
    this.assets.set(name, file);
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
function pageFolder(): string {
  const root = resolve(import.meta.dirname, '../../../..');
  const built = join(root, 'apps/console/page');
  return existsSync(built) ? built : join(root, 'dist/apps/console/page');
}
