// What can be done with a message, and with a chat.

import { inColour, isMine } from "/page/bubble.js";
import { openMenu } from "/page/popover.js";

const EMOJI = ["👍", "❤", "🔥", "👏", "😁", "🤔", "👎", "🙏"];
const SHOWN_OF_QUOTE = 24;

export function openMessageMenu(pane, entry, anchor) {
  const { message } = entry;
  const id = { message_id: message.message_id };
  const source = message.text ?? message.caption ?? "";
  const words = selectedIn(entry.node);
  const mayWrite = !pane.composer.form.hidden;
  const mine = isMine(message, pane.me) || (pane.kind === "channel" && pane.room.may_write);
  if (message.ephemeral_message_id) {
    // Nobody else has it, so that it can't be pinned or sent on; an answer goes to the bot alone.
    openMenu(anchor, "Message", [
      mayWrite && !mine && { label: "Reply", act: () => pane.composer.reply(message) },
      { label: "Copy the text", act: () => pane.house.copy(source) },
    ]);
    return;
  }
  const comments = pane.comments(entry);
  const reaction = entry.reactions.find(({ people }) => people.includes(pane.me))?.emoji;
  openMenu(anchor, "Message", [
    mayWrite && { label: "Reply", act: () => pane.composer.reply(message) },
    mayWrite && words && source.includes(words) && { label: "Quote", hint: shorten(words),
      act: () => pane.composer.reply(message, words) },
    comments && { label: "Comments", act: comments.open },
    source && { label: "Copy the text", act: () => pane.house.copy(source) },
    pane.pins.has(message.message_id)
      ? { label: "Unpin", act: () => pane.do("unpin", id) }
      : { label: "Pin", act: () => pane.do("pin", id) },
    { label: "Forward", act: () => pane.house.chooseChat(pane.more,
      (there) => pane.do("forward", { ...id, to: there.id })) },
    mine && message.text && !message.via_bot
      && { label: "Edit", act: () => pane.composer.edit(message) },
    (mine || pane.isPrivate) && { label: "Delete", act: () => pane.do("delete", id) },
  ], {
    emoji: EMOJI.map((emoji) => ({ label: inColour(emoji), checked: emoji === reaction,
      act: () => pane.react(entry, emoji === reaction ? null : emoji) })),
  });
}

function selectedIn(node) {
  const selection = getSelection();
  return selection && node.contains(selection.anchorNode) ? selection.toString().trim() : "";
}

function shorten(words) {
  return words.length > SHOWN_OF_QUOTE ? `${words.slice(0, SHOWN_OF_QUOTE)}…` : words;
}

export function openChatMenu(pane) {
  const items = pane.isPrivate ? aboutTheBot(pane) : aboutTheRoom(pane);
  openMenu(pane.more, "Chat", items);
}

function aboutTheBot(pane) {
  const { house } = pane;
  return [
    { label: "Start", hint: "/start", act: () => pane.do("start") },
    { label: "Block the bot", checked: pane.blocked, act: () => pane.block(!pane.blocked) },
    { label: "Inline mode", checked: house.known.inline, hint: "from any chat",
      act: () => house.set("inline", !house.known.inline) },
    { label: "Guest mode", checked: house.known.guest, hint: "named where it is no member",
      act: () => house.set("guest", !house.known.guest) },
  ];
}

function aboutTheRoom(pane) {
  const { room, house } = pane;
  const owner = room.role === "creator";
  const rises = room.open && room.role === "administrator";
  const isChannel = room.kind === "channel";
  const put = (label, as) => ({ label, checked: room.bot === as, act: () => pane.do("bot", { as }) });
  return [
    room.is_forum && { label: "Open a topic", act: () => pane.newTopic() },
    room.open && { label: "You: administrator", checked: rises, hint: "for /settings",
      act: () => pane.do("role", { as: rises ? "member" : "administrator" }) },
    (owner || rises) && room.kind === "supergroup" && !room.linked && { label: "Topics", checked: room.is_forum,
      act: () => pane.do("topics", { on: !room.is_forum }) },
    ...(owner || rises || !room.bot ? [
      !isChannel && put("Bot: member", "member"),
      put("Bot: administrator", "administrator"),
      put("Bot: not here", null),
    ] : []),
    owner && isChannel && !room.linked && { label: "Link a discussion group",
      act: () => linkGroup(pane) },
    !isChannel && { label: "Privacy mode", checked: house.known.privacy,
      hint: "commands and replies only", act: () => house.set("privacy", !house.known.privacy) },
    !owner && { label: "Leave the chat", act: () => pane.do("leave") },
  ];
}

// Comments on a channel's posts are in a group that its owner has founded too.
function linkGroup(pane) {
  const groups = pane.house.panes().filter(({ room }) =>
    room.role === "creator" && room.kind === "supergroup" && !room.linked);
  if (!groups.length) {
    pane.house.toast("Found a group first: it becomes the place for comments.");
    return;
  }
  openMenu(pane.more, "Choose a group", groups.map(({ room }) => ({ label: room.title,
    act: () => pane.do("link", { channel: pane.id, group: room.id }) })));
}
