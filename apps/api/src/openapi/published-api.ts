import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Config } from '@sluis/config';
import { controllersOf } from './controllers-of.js';
import { openApiDocument, type OpenApiDocument } from './openapi-document.js';

/** The published API of the running application. */
@Injectable()
export class PublishedApi {
  private made: OpenApiDocument | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly config: Config,
  ) {}

  get document(): OpenApiDocument {
    this.made ??= openApiDocument(controllersOf(this.modules), this.config.env.PUBLIC_URL);
    return this.made;
  }
}
