// @ts-check
/// <reference lib="webworker" />
/**
 * Keeps the page that works without a connection: the listed files and nothing else, all of one version.
 *
 * The version and the files (address -> SHA-256) are written above these lines when the worker is served. Each file is checked
 * against its fingerprint before it is kept, so that files of two versions never stand side by side. Nothing that a
 * person types passes through here: only GET requests for listed addresses are answered.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const { version: VERSION, files: FILES } = /** @type {{version: string, files: Record<string, string>}} */ (/** @type {any} */ (self).PINPRICK);
const PREFIX = "pinprick-offline-";

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => worker.clients.claim())));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method === "GET" && origin === worker.location.origin && pathname in FILES) event.respondWith(kept(request, pathname));
});

async function fill() {
  const cache = await caches.open(PREFIX + VERSION);
  await Promise.all(
    Object.entries(FILES).map(async ([path, fingerprint]) => {
      const answer = await fetch(path, { cache: "no-cache", credentials: "same-origin" });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      const found = await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer());
      const text = [...new Uint8Array(found)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      if (text !== fingerprint) throw new Error(`${path} is of another version.`);
      await cache.put(path, answer);
    }),
  );
}

async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== PREFIX + VERSION) await caches.delete(name);
}

/**
 * @param {Request} request
 * @param {string} path
 */
async function kept(request, path) {
  const cache = await caches.open(PREFIX + VERSION);
  return (await cache.match(path)) ?? fetch(request);
}
