import { z } from 'zod';

/** The browser of somebody of a partner, without a screen. */
export class PersonBrowser {
  constructor(
    readonly dashboardUrl: string,
    private token?: string,
    /** The public id of the person. */
    readonly personId = '',
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('GET', path, undefined, headers);
  }

  async read(path: string): Promise<Record<string, unknown>> {
    return bodyOf(await this.get(path));
  }

  /** As the dashboard's page sends it. */
  async post(path: string, body: unknown = {}, method = 'POST'): Promise<Response> {
    return this.send(method, path, body, {
      origin: this.dashboardUrl,
      'sec-fetch-site': 'same-origin',
      'x-form-token': await this.formToken(),
    });
  }

  send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
    return fetch(`${this.dashboardUrl}/dashboard/api${path}`, {
      method,
      headers: {
        ...(this.token && { cookie: `sluis-partner-session-local=${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async formToken(): Promise<string> {
    const session = z.object({ form_token: z.string() }).safeParse(await (await this.get('/session')).json());
    return session.success ? session.data.form_token : '';
  }
}

export async function bodyOf(answer: Response): Promise<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(await answer.json());
}
