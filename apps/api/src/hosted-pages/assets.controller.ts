import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { notFound } from '../http/public-id.js';
import { hostedPageAssets } from './views/index.js';

const assets = new Map(hostedPageAssets.map((asset) => [asset.path, asset]));

/** The pages' stylesheet, script and icon. Their names hold their hash, so a browser may keep them for ever. */
@Controller('assets')
export class AssetsController {
  @Get(':name')
  get(@Param('name') name: string, @Res() reply: FastifyReply): void {
    const asset = assets.get(`/assets/${name}`);
    if (!asset) throw notFound();
    void reply
      .header('Content-Type', asset.contentType)
      .header('Cache-Control', 'public, max-age=31536000, immutable')
      .send(asset.body);
  }
}
