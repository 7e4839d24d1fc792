import { Controller, Get } from '@nestjs/common';
import { OpenToAll } from './staff-guard.js';

/** For whoever watches the console's own port; whether the platform can work, the API's `/readyz` says. */
@Controller()
export class ConsoleHealthController {
  @Get('healthz')
  @OpenToAll()
  alive() {
    return { status: 'ok' };
  }
}
