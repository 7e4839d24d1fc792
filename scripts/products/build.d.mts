export function buildProduct(name: string, out?: string): string;
