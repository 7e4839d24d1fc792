/** What every list of the API answers. */
export interface Page<T> {
  data: T[];
  has_more: boolean;
  next_cursor: string | null;
}

/**
 * A list that is read as far as you go.
 *
 * `await` gives the page that was asked for; `for await` gives every entry, page after page; `.pages()` every page. Nothing is
 * asked for before that, and what is awaited twice is asked for twice.
 */
export class Pages<P extends Page<T>, T = P['data'][number]> implements AsyncIterable<T>, PromiseLike<P> {
  readonly #read: (query: Cursors | undefined) => Promise<P>;
  readonly #query: Cursors | undefined;

  constructor(read: (query: Cursors | undefined) => Promise<P>, query: Cursors | undefined) {
    this.#read = read;
    this.#query = query;
  }

  /** Lets a list be awaited: the page that was asked for. */
  then<A = P, B = never>(
    onPage?: ((page: P) => A | PromiseLike<A>) | null,
    onFailure?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#read(this.#query).then(onPage, onFailure);
  }

  /** Every page from the one that was asked for: older ones, or newer ones where `before` was given. */
  async *pages(): AsyncGenerator<P, void, undefined> {
    let query = this.#query;
    for (;;) {
      const page = await this.#read(query);
      yield page;
      if (!page.has_more || page.next_cursor === null) return;
      const direction = this.#query?.before === undefined ? 'after' : 'before';
      query = { ...this.#query, [direction]: page.next_cursor };
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { data } of this.pages()) yield* data;
  }

  /** @param limit a bound on purpose: a list can be longer than memory */
  async toArray({ limit }: { limit: number }): Promise<T[]> {
    const entries: T[] = [];
    if (limit <= 0) return entries;
    for await (const entry of this) {
      entries.push(entry);
      if (entries.length >= limit) break;
    }
    return entries;
  }
}

interface Cursors {
  after?: string;
  before?: string;
}
