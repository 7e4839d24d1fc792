import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BuiltPage } from '../signed-in/built-page.js';
import { OpenToAll } from './person-guard.js';

/** The dashboard's page. What people see in it comes from the API, which asks who they are. */
@Controller('dashboard')
export class DashboardPageController {
  private readonly page = new BuiltPage('dashboard-page', 'dashboard.html');

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
