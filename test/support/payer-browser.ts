/** A payer's browser without a screen: keeps cookies, sends our forms, and stops at every redirect. */
export class PayerBrowser {
  private readonly cookies: Map<string, string>;

  /** @param cookies what the browser brings along; an ordinary one brings nothing */
  constructor(cookies: [name: string, value: string][] = []) {
    this.cookies = new Map(cookies);
  }

  async open(
    url: string,
    request: RequestInit = {},
  ): Promise<{ status: number; location: string | null; html: string; headers: Headers }> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...request, redirect: 'manual', headers: { ...request.headers, cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (name && value !== undefined) this.cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    return {
      status: answer.status,
      location: location === null ? null : new URL(location, url).href,
      html: await answer.text(),
      headers: answer.headers,
    };
  }

  /** Sends the page's form as a click on its first button would. */
  async submit(pageUrl: string, fields: Record<string, string> = {}, action = pageUrl) {
    const { html } = await this.open(pageUrl);
    const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    return this.open(action, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
  }
}
