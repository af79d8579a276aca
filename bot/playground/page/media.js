// What a message carries besides its text. No bytes are kept here, so files are stand-ins.

import { clock, el, icon } from "/page/dom.js";

const seconds = (n) => `${Math.floor(n / 60)}:${String(n % 60).padStart(2, "0")}`;
const kilobytes = (file) => `${Math.max(1, Math.round((file.file_size ?? 0) / 1024))} KB`;

// Of each kind: how it is called where there is one line for it, and how it is drawn.
const KINDS = {
  animation: { name: "GIF", draw: (file) => picture("video", `GIF · ${seconds(file.duration)}`) },
  photo: { name: "Photo", draw: () => picture("photo", "Photo") },
  video: { name: "Video", draw: (file) => picture("video", `Video · ${seconds(file.duration)}`) },
  video_note: {
    name: "Video message",
    draw: (file) => picture("video", seconds(file.duration), "round"),
  },
  voice: {
    name: "Voice message",
    draw: (file) => row("sound", "Voice message", seconds(file.duration)),
  },
  audio: {
    name: "Audio",
    draw: (file) => row("sound", file.title ?? file.file_name ?? "Audio", seconds(file.duration)),
  },
  document: {
    name: "File",
    draw: (file) => row("file", file.file_name ?? "File", kilobytes(file)),
  },
  sticker: { name: "Sticker", draw: (file) => el("div", { class: "emblem" }, file.emoji ?? "✦") },
  dice: {
    name: "Dice",
    draw: (dice) => el("div", { class: "emblem" }, dice.emoji,
      el("small", {}, `shows ${dice.value}`)),
  },
  contact: {
    name: "Contact",
    draw: (contact) => row("card",
      [contact.first_name, contact.last_name].filter(Boolean).join(" "), contact.phone_number),
  },
  venue: { name: "Place", draw: (venue) => row("place", venue.title, venue.address) },
  location: {
    name: "Location",
    draw: (place) => row("place", "Location",
      `${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}`),
  },
};

function picture(sign, words, shape = "") {
  return el("div", { class: `picture ${shape}` }, icon(sign), el("small", {}, words));
}

function row(sign, title, detail) {
  return el("div", { class: "file" }, el("span", { class: "sign" }, icon(sign)),
    el("span", {}, el("strong", { dir: "auto" }, title), el("small", { dir: "auto" }, detail)));
}

const kindOf = (message) => Object.keys(KINDS).find((kind) => message[kind]);

export function renderMedia(message) {
  const kind = kindOf(message);
  if (!kind) return null;
  const node = KINDS[kind].draw(message[kind]);
  node.dataset.kind = kind;
  return node;
}

// A message in one line of text of at most so many characters.
export function brief(message, longest = 120) {
  const kind = kindOf(message);
  const said = message.text ?? message.caption ?? message.poll?.question;
  const words = [kind && KINDS[kind].name, said].filter(Boolean).join(" · ") || "a message";
  return words.length > longest ? `${words.slice(0, longest)}…` : words;
}

// `mine`: numbers of the options the visitor has chosen; `vote(numbers)` chooses others.
export function renderPoll(poll, mine, vote) {
  const closed = poll.is_closed;
  const told = mine.length > 0 || closed;
  const right = new Set(poll.correct_option_ids ?? []);
  const picked = new Set();
  const send = el("button", { type: "button", class: "vote", disabled: true }, "Vote");
  send.addEventListener("click", () => vote([...picked]));
  const options = poll.options.map((option, i) => {
    const share = poll.total_voter_count ? option.voter_count / poll.total_voter_count : 0;
    const bar = el("meter", { min: 0, max: 1, value: share, ariaLabel: "Share of the votes" });
    const sign = el("span", { class: "sign", ariaHidden: "true" });
    const button = el("button", { type: "button", disabled: told },
      sign, el("span", { dir: "auto" }, option.text));
    button.setAttribute("aria-pressed", String(mine.includes(i)));
    if (told && right.has(i)) button.classList.add("right");
    button.addEventListener("click", () => {
      if (!poll.allows_multiple_answers) {
        vote([i]);
        return;
      }
      picked.has(i) ? picked.delete(i) : picked.add(i);
      button.setAttribute("aria-pressed", String(picked.has(i)));
      send.disabled = !picked.size;
    });
    const percent = el("b", {}, `${Math.round(share * 100)}%`);
    return el("li", {}, button, ...(told ? [percent, bar] : []));
  });
  const kind = poll.type === "quiz" ? "Quiz" : "Poll";
  const about = [poll.is_anonymous ? `Anonymous ${kind.toLowerCase()}` : kind];
  if (closed) about.push("final results");
  about.push(poll.total_voter_count === 1 ? "1 vote" : `${poll.total_voter_count} votes`);
  const node = el("div", { class: "poll", role: "group", ariaLabel: kind },
    el("strong", { dir: "auto" }, poll.question),
    el("small", {}, about.join(" · ")),
    el("ol", {}, ...options));
  if (told && poll.explanation) node.append(el("p", { dir: "auto" }, poll.explanation));
  if (!told && poll.allows_multiple_answers) node.append(send);
  else if (mine.length && !closed && poll.allows_revoting) {
    node.append(el("button", { type: "button", class: "vote", onClick: () => vote([]) },
      "Take the vote back"));
  }
  return node;
}

export function forwardedFrom(origin) {
  const name = origin.sender_user?.first_name ?? origin.sender_user_name
    ?? origin.sender_chat?.title ?? origin.chat?.title ?? "somebody";
  return el("p", { class: "forwarded" }, "Forwarded from ", el("strong", { dir: "auto" }, name),
    " · ", clock(origin.date));
}
