import type { OpenApiDocument } from '../openapi/openapi-document.js';
import { readGuides } from './guides.js';
import { operationShape, OperationSection } from './views/operation-section.js';
import { renderReferencePage, type ReferenceIndex } from './views/reference-page.js';
import { SchemaFields } from './views/schema-fields.js';
import { z } from 'zod';

const tagShape = z.array(z.object({ name: z.string(), description: z.string() }));
const webhookShape = z.looseObject({
  post: z.looseObject({
    requestBody: z.looseObject({
      content: z.looseObject({
        'application/json': z.looseObject({
          schema: z.looseObject({ properties: z.looseObject({ data: z.unknown() }) }),
          example: z.unknown(),
        }),
      }),
    }),
  }),
});

/** @returns every page by its path, made once: neither guides nor document change while the program runs */
export function referencePages(document: OpenApiDocument, publicUrl: string): Map<string, string> {
  const guides = readGuides();
  const tags = tagShape.parse(document['tags']);
  const { schemas } = document.components;
  const index: ReferenceIndex = {
    guides: guides.map(({ slug, title }) => ({ href: `/docs/guides/${slug}`, title })),
    reference: [
      ...tags.map(({ name }) => ({ href: pathOf(name), title: name })),
      { href: '/docs/reference/webhooks', title: 'Webhooks by event' },
    ],
  };
  const pages = new Map<string, string>();
  const add = (path: string, title: string, lead: string, children: React.ReactNode) =>
    pages.set(path, renderReferencePage({ title, lead, path, index, children }));

  add(
    '/docs',
    'Sluis for partners',
    'Take payments at bunq, read accounts that their owners share, ask for money and pay out, by one API.',
    <>
      <h2>Guides</h2>
      <Parts entries={guides.map(({ slug, title, lead }) => ({ href: `/docs/guides/${slug}`, title, lead }))} />
      <h2>Reference</h2>
      <Parts entries={tags.map(({ name, description }) => ({ href: pathOf(name), title: name, lead: description }))} />
    </>,
  );
  for (const { slug, title, lead, html } of guides)
    add(`/docs/guides/${slug}`, title, lead, <div className="guide" dangerouslySetInnerHTML={{ __html: html }} />);
  for (const { name, description } of tags) {
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .map(([method, operation]) => ({ method, path, operation: operationShape.parse(operation) }))
        .filter(({ operation }) => operation.tags.includes(name)),
    );
    add(
      pathOf(name),
      name,
      description,
      <>
        <ul>
          {operations.map(({ operation: { operationId, summary } }) => (
            <li key={operationId}>
              <a href={`#${operationId}`}>{summary}</a>
            </li>
          ))}
        </ul>
        {operations.map((one) => (
          <OperationSection key={one.operation.operationId} {...one} components={schemas} publicUrl={publicUrl} />
        ))}
      </>,
    );
  }
  add(
    '/docs/reference/webhooks',
    'Webhooks by event',
    'What we send, and the resource that each event carries.',
    <Webhooks document={document} />,
  );
  return pages;
}

function Parts({ entries }: { entries: { href: string; title: string; lead: string }[] }) {
  return (
    <ul className="parts">
      {entries.map(({ href, title, lead }) => (
        <li key={href}>
          <a className="part" href={href}>
            <strong>{title}</strong>
            <span>{lead}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** By the resource they are about: it is the same whatever became of it. */
function Webhooks({ document }: { document: OpenApiDocument }) {
  const families = Map.groupBy(Object.keys(document.webhooks), (type) => type.split('.', 1)[0] ?? '');
  return [...families].map(([family, types]) => {
    const { schema, example } = webhookShape.parse(document.webhooks[types[0] ?? '']).post.requestBody.content[
      'application/json'
    ];
    return (
      <section key={family} className="operation">
        <h2>{family}</h2>
        <ul>
          {types.map((type) => (
            <li key={type}>
              <code>{type}</code>
            </li>
          ))}
        </ul>
        <details className="answer">
          <summary>Example</summary>
          <pre tabIndex={0} role="group" aria-label={`Example of an event about a ${family}`}>
            <code>{JSON.stringify(example, null, 2)}</code>
          </pre>
        </details>
        <details className="answer">
          <summary>
            What <code>data</code> holds
          </summary>
          <SchemaFields schema={schema.properties.data} components={document.components.schemas} />
        </details>
      </section>
    );
  });
}

function pathOf(tag: string): string {
  return `/docs/reference/${tag.toLowerCase().replaceAll(' ', '-')}`;
}
