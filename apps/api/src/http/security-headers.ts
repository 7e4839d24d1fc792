/**
 * What every answer tells browsers: an API answer may load nothing, be framed by nobody and say nothing of where a visitor
 * came from. Pages refine the content policy by their own header. They are the same for every answer, so they are put
 * together once.
 */
export function securityHeaders(isHttps: boolean): Record<string, string> {
  return {
    'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'referrer-policy': 'no-referrer',
    ...(isHttps ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    // The filter of old browsers did harm; 0 switches it off.
    'x-xss-protection': '0',
    // Answers hold personal data and capabilities; no shared cache may keep them.
    'cache-control': 'no-store',
  };
}
