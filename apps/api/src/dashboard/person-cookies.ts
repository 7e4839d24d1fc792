import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { SessionCookies } from '../signed-in/session-cookies.js';

@Injectable()
export class PersonCookies extends SessionCookies {
  constructor({ env }: Config) {
    super('partner', env.DASHBOARD_URL, 'strict');
  }
}
