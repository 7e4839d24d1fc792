import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Documented } from './documented.js';
import { openApiOperations } from './openapi.operations.js';
import { PublishedApi } from './published-api.js';

/** The published API, described for programs. It holds nothing of any partner. */
@Controller('openapi.json')
export class OpenApiController {
  private text: string | undefined;

  constructor(private readonly api: PublishedApi) {}

  @Get()
  @Documented(openApiOperations.read)
  read(@Res() reply: FastifyReply): void {
    this.text ??= JSON.stringify(this.api.document);
    void reply.header('Content-Type', 'application/json; charset=utf-8').send(this.text);
  }
}
