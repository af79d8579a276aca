// Talks to the playground's own endpoints. The key of this run comes with the
// address and is kept for this tab; every request carries it in a header.

const RETRY_MS = [500, 1000, 2000, 4000];
const SILENCE_MS = 25000;

export class Refused extends Error {
  constructor(status, description) {
    super(description);
    this.status = status;
  }
}

const address = new URL(location.href);
if (address.searchParams.has("key")) {
  sessionStorage.setItem("key", address.searchParams.get("key"));
}
// What a deep link of Telegram carries: /?start=parameter
export const startParameter = address.searchParams.get("start");
// A visitor reads the browser's language, or another one to try: /?language=uk
const wanted = address.searchParams.get("language") ?? navigator.language;
export const language = /^[a-z]{2}/i.exec(wanted)?.[0].toLowerCase() ?? "en";
history.replaceState(null, "", "/");

const headers = () => ({ Authorization: `Bearer ${sessionStorage.getItem("key") ?? ""}` });

async function read(response) {
  const body = await response.json();
  if (!response.ok) throw new Refused(response.status, body.description);
  return body;
}

export async function get(path) {
  return read(await fetch(`/play/${path}`, { headers: headers() }));
}

export async function post(path, body) {
  return read(
    await fetch(`/play/${path}`, {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

// Follows all chats of a visitor from the first event on, through lost connections, until the
// server refuses (another run has begun). Calls onEvent for each event and
// onState with "open" or "lost".
export async function follow(visitor, onEvent, onState, signal) {
  let after = 0;
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const event of stream(visitor, after, () => {
        failures = 0;
        onState("open");
      }, signal)) {
        after = event.n;
        onEvent(event);
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    if (signal.aborted) return;
    onState("lost");
    const pause = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function* stream(visitor, after, onOpen, signal) {
  const silence = new AbortController();
  const response = await fetch(`/play/events?visitor=${visitor}&after=${after}`, {
    headers: headers(),
    signal: AbortSignal.any([signal, silence.signal]),
  });
  if (!response.ok) await read(response);
  onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    // The server says something at least every ten seconds.
    const watch = setTimeout(() => silence.abort(), SILENCE_MS);
    const { value, done } = await reader.read().finally(() => clearTimeout(watch));
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) yield JSON.parse(line);
  }
}
