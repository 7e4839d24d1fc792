import { z } from 'zod';

/** The browser of somebody of the staff, without a screen: cookies per origin, and redirects followed one by one. */
export class StaffBrowser {
  private readonly cookies = new Map<string, Map<string, string>>();

  constructor(readonly consoleUrl: string) {}

  /** @returns the address at which the whole visit ended */
  async signIn(person: string, returnTo = '/console'): Promise<URL> {
    const page = await this.follow(`${this.consoleUrl}/console/sign-in?return_to=${encodeURIComponent(returnTo)}`);
    if (!page.pathname.startsWith('/interaction/')) return page;
    return this.follow(page.href, { method: 'POST', body: new URLSearchParams({ person }) });
  }

  /** Goes where redirects lead. @returns the last address */
  async follow(url: string, request: RequestInit = {}): Promise<URL> {
    let at = new URL(url);
    let answer = await this.open(at.href, request);
    for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < 10; hops += 1) {
      at = new URL(answer.headers.get('location') ?? '', at);
      // The page itself is no part of these tests.
      if (at.origin === this.consoleUrl && !at.pathname.startsWith('/console/callback')) return at;
      answer = await this.open(at.href);
    }
    return at;
  }

  async open(url: string, request: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const jar = this.cookies.get(origin) ?? new Map<string, string>();
    this.cookies.set(origin, jar);
    const headers = new Headers(request.headers);
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await fetch(url, { ...request, redirect: 'manual', headers });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  /** What the console's API answers, whatever it is. */
  async read(path: string): Promise<Record<string, unknown>> {
    return bodyOf(await this.get(path));
  }

  get(path: string): Promise<Response> {
    return this.open(`${this.consoleUrl}/console/api${path}`);
  }

  /** As the console's page sends it. */
  async post(path: string, body: unknown = {}, method = 'POST', signal?: AbortSignal): Promise<Response> {
    return this.open(`${this.consoleUrl}/console/api${path}`, {
      method,
      signal: signal ?? null,
      headers: {
        'content-type': 'application/json',
        origin: this.consoleUrl,
        'sec-fetch-site': 'same-origin',
        'x-form-token': await this.formToken(),
      },
      body: JSON.stringify(body),
    });
  }

  async formToken(): Promise<string> {
    const session = z.object({ form_token: z.string() }).safeParse(await (await this.get('/session')).json());
    return session.success ? session.data.form_token : '';
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(this.consoleUrl)?.get(name);
  }

  /** What another browser would have to steal. */
  copy(): StaffBrowser {
    const copy = new StaffBrowser(this.consoleUrl);
    for (const [origin, jar] of this.cookies) copy.cookies.set(origin, new Map(jar));
    return copy;
  }
}

export async function bodyOf(answer: Response): Promise<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(await answer.json());
}
