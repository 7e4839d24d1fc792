import { Controller, Get, Res } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Config } from '@sluis/config';
import type { FastifyReply } from 'fastify';
import { controllersOf } from './controllers-of.js';
import { Documented } from './documented.js';
import { openApiDocument, type OpenApiDocument } from './openapi-document.js';
import { openApiOperations } from './openapi.operations.js';

/** The published API, described for programs. It holds nothing of any partner. */
@Controller('openapi.json')
export class OpenApiController {
  private text: string | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly config: Config,
  ) {}

  @Get()
  @Documented(openApiOperations.read)
  read(@Res() reply: FastifyReply): void {
    this.text ??= JSON.stringify(this.document());
    void reply
      .header('Content-Type', 'application/json; charset=utf-8')
      .header('Cache-Control', 'public, max-age=300')
      .send(this.text);
  }

  document(): OpenApiDocument {
    return openApiDocument(controllersOf(this.modules), this.config.env.PUBLIC_URL);
  }
}
