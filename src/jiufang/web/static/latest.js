// Shows the latest message to whoever comes back to a conversation.

export function start() {
  document.getElementById("now")?.scrollIntoView({ block: "start", behavior: "instant" });
}
