import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BuiltPage } from '../signed-in/built-page.js';
import { OpenToAll } from './staff-guard.js';

/** The console's page. What staff see in it comes from the API, which asks who they are. */
@Controller('console')
export class ConsolePageController {
  private readonly page = new BuiltPage('page', 'index.html');

  @Get('assets/:name')
  @OpenToAll()
  async asset(@Param('name') name: string, @Res() reply: FastifyReply) {
    await this.page.sendAsset(name, reply);
  }

  @Get(['', '*'])
  @OpenToAll()
  async show(@Res() reply: FastifyReply) {
    await this.page.send(reply);
  }
}
