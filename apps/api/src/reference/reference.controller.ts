import { Controller, Get, Param, Res } from '@nestjs/common';
import { Config } from '@sluis/config';
import type { FastifyReply } from 'fastify';
import { notFound } from '../http/public-id.js';
import { PublishedApi } from '../openapi/published-api.js';
import { referenceStylesheet } from './reference-assets.js';
import { referencePages } from './reference-pages.js';

const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/** Guides and reference for people, from the same document that programs read. Everything comes from this server. */
@Controller('docs')
export class ReferenceController {
  private pages: Map<string, string> | undefined;

  constructor(
    private readonly api: PublishedApi,
    private readonly config: Config,
  ) {}

  @Get()
  start(@Res() reply: FastifyReply): void {
    this.send(reply, '/docs');
  }

  @Get('guides/:name')
  guide(@Param('name') name: string, @Res() reply: FastifyReply): void {
    this.send(reply, `/docs/guides/${name}`);
  }

  @Get('reference/:name')
  reference(@Param('name') name: string, @Res() reply: FastifyReply): void {
    this.send(reply, `/docs/reference/${name}`);
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Res() reply: FastifyReply): void {
    if (`/docs/assets/${name}` !== referenceStylesheet.path) throw notFound();
    void reply
      .header('Content-Type', 'text/css; charset=utf-8')
      .header('Cache-Control', 'public, max-age=31536000, immutable')
      .send(referenceStylesheet.body);
  }

  private send(reply: FastifyReply, path: string): void {
    this.pages ??= referencePages(this.api.document, this.config.env.PUBLIC_URL);
    const html = this.pages.get(path);
    if (html === undefined) throw notFound();
    void reply
      .header('Content-Type', 'text/html; charset=utf-8')
      .header('Content-Security-Policy', contentSecurityPolicy)
      .send(html);
  }
}
