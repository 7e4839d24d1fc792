import { RequestMethod, type INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** Every route the API serves, as `POST /v1/payments/{id}/cancel`, read from the running application. */
export function routesOf(api: INestApplicationContext): string[] {
  const controllers = [...api.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  const routes = controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prefix = pathOf(metatype);
    const prototype = metatype.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      if (name === 'constructor' || typeof handler !== 'function') return [];
      const method: unknown = Reflect.getMetadata('method', handler);
      if (typeof method !== 'number') return [];
      const path = `/${prefix}/${pathOf(handler)}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1');
      return [`${RequestMethod[method]} ${path.replaceAll(/:(\w+)/g, '{$1}')}`];
    });
  });
  return [...new Set(routes)].sort();
}

function pathOf(target: object): string {
  const path: unknown = Reflect.getMetadata('path', target);
  return typeof path === 'string' ? path : '';
}
