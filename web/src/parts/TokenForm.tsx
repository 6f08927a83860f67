import { useState } from "preact/hooks";
import { keepToken } from "../source/token.ts";

/** Takes a token and shows the page with it. It is kept for as long as the tab is open. */
export function TokenForm() {
  const [token, setToken] = useState("");
  const use = (event: Event) => {
    event.preventDefault();
    keepToken(token);
    location.reload();
  };
  return (
    <form class="row token" onSubmit={use}>
      <label class="row">
        Token
        <input
          type="password"
          class="wide"
          autocomplete="off"
          value={token}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
        />
      </label>
      <button type="submit" class="strong" disabled={token.trim() === ""}>
        Use it
      </button>
    </form>
  );
}
