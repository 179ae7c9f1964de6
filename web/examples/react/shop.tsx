import { StrictMode, useEffect, useRef, useState, type MouseEvent } from "react";
import { createRoot } from "react-dom/client";
import type { Tracker } from "../../tracker/types.ts";
import { startTracker, TrackerProvider, useTracker } from "./millrace.ts";
import { Recommendations } from "./recommendations.tsx";

const Product = ({ id }: { id: string }) => {
  const tracker = useTracker();
  const viewed = useRef<string>(undefined);
  useEffect(() => {
    if (viewed.current === id) return; // strict mode runs effects twice
    viewed.current = id;
    tracker.viewItem(id);
  }, [id, tracker]);
  const buy = () =>
    tracker.purchase({
      transaction_id: crypto.randomUUID(),
      value: 32_000,
      currency: "KRW",
      items: [{ item_id: id, price: 32_000, quantity: 1 }],
    });
  return (
    <article data-item-id={id}>
      <h1>{id}</h1>
      <button data-track="add_to_cart">Add to cart</button>
      <button onClick={buy}>Buy</button>
    </article>
  );
};

const Consent = () => {
  const tracker = useTracker();
  const [isAsked, setIsAsked] = useState(true);
  const say = (choice: "granted" | "denied") => () => {
    tracker.setConsent({ analytics: choice, personalization: choice });
    setIsAsked(false);
  };
  return isAsked ? (
    <aside>
      May we count your visit? <button onClick={say("granted")}>Yes</button>
      <button onClick={say("denied")}>No</button>
    </aside>
  ) : null;
};

const productOf = (path: string): string | undefined => {
  const id = /^\/product\/([^/]+)/.exec(path)?.[1];
  return id === undefined ? undefined : decodeURIComponent(id);
};

const Shop = ({ api }: { api: string }) => {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const open = (event: MouseEvent, id: string) => {
    event.preventDefault();
    history.pushState({}, "", `/product/${encodeURIComponent(id)}`); // the tracker sees it: a page view
    setPath(location.pathname);
  };
  const id = productOf(path);
  return (
    <main>
      <Consent />
      {id !== undefined && <Product key={id} id={id} />}
      <Recommendations
        api={api}
        placement={id === undefined ? "home" : "product"}
        itemId={id}
        title="For you"
        onOpen={open}
      />
    </main>
  );
};

/** `openShop(document.body, { api: "https://api.example", writeKey: "…" })` */
export const openShop = (element: Element, { api, writeKey }: { api: string; writeKey: string }): Tracker => {
  const tracker = startTracker({ url: `${api}/v1/events`, writeKey, whileUnknown: "hold" });
  createRoot(element).render(
    <StrictMode>
      <TrackerProvider value={tracker}>
        <Shop api={api} />
      </TrackerProvider>
    </StrictMode>,
  );
  return tracker;
};
