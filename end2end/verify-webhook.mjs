// Reads {secret, headers, body} and says what the official library makes of them.
import { Webhook } from "standardwebhooks";

let question = "";
for await (const chunk of process.stdin) question += chunk;
const { secret, headers, body } = JSON.parse(question);
try {
  new Webhook(secret).verify(body, headers);
  console.log("verified");
} catch (error) {
  console.log(error.message);
}
