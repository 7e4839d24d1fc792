import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { SessionCookies } from '../signed-in/session-cookies.js';

@Injectable()
export class StaffCookies extends SessionCookies {
  constructor({ env }: Config) {
    // The way back from the provider is a navigation from another site; the session itself never comes from there.
    super('staff', env.CONSOLE_URL, 'lax');
  }
}
