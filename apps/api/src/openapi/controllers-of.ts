import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';

/** Every controller of the running application. */
export function controllersOf(modules: ModulesContainer): Type<object>[] {
  return [...modules.values()]
    .flatMap((module) => [...module.controllers.values()])
    .map(({ metatype }) => metatype)
    .filter(isClass);
}

function isClass(candidate: unknown): candidate is Type<object> {
  return typeof candidate === 'function';
}
