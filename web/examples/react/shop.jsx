import { StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { startTracker, TrackerProvider, useTracker } from "./millrace.js";
import { Recommendations } from "./recommendations.jsx";

const Product = ({ id, onBuy }) => {
  const tracker = useTracker();
  const viewed = useRef();
  useEffect(() => {
    if (viewed.current === id) return; // strict mode runs effects twice
    viewed.current = id;
    tracker.viewItem(id);
  }, [id, tracker]);
  return (
    <article data-item-id={id}>
      <h1>{id}</h1>
      <button data-track="add_to_cart">Add to cart</button>
      <button onClick={() => onBuy(id)}>Buy</button>
    </article>
  );
};

const Consent = () => {
  const tracker = useTracker();
  const [isAsked, setIsAsked] = useState(true);
  const say = (choice) => () => {
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

const productOf = (path) => /^\/product\/([^/]+)/.exec(path)?.[1];

const Shop = ({ api }) => {
  const tracker = useTracker();
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const open = (event, id) => {
    event.preventDefault();
    history.pushState({}, "", `/product/${encodeURIComponent(id)}`); // the tracker sees it: a page view
    setPath(location.pathname);
  };
  const buy = (item_id) =>
    tracker.purchase({
      transaction_id: crypto.randomUUID(),
      value: 32_000,
      currency: "KRW",
      items: [{ item_id, price: 32_000, quantity: 1 }],
    });
  const id = productOf(path);
  return (
    <main>
      <Consent />
      {id && <Product key={id} id={decodeURIComponent(id)} onBuy={buy} />}
      <Recommendations api={api} placement={id ? "product" : "home"} itemId={id} title="For you" onOpen={open} />
    </main>
  );
};

/** `openShop(document.body, { api: "https://api.example", writeKey: "…" })` */
export const openShop = (element, { api, writeKey }) => {
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
