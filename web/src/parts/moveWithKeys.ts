/** In the rows of a table: j and k, or the arrows, go to the next and the former; x chooses; Enter opens what the row links to. */
export function moveWithKeys(event: KeyboardEvent): void {
  const at = event.target;
  if (!(at instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = at.closest("tr");
  if (row === null) return;
  switch (event.key) {
    case "j":
    case "ArrowDown":
      return go(row.nextElementSibling, event);
    case "k":
    case "ArrowUp":
      return go(row.previousElementSibling, event);
    case "x":
      return row.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
  }
}

function go(row: Element | null, event: KeyboardEvent): void {
  const link = row?.querySelector("a");
  if (!link) return;
  event.preventDefault();
  link.focus();
}
