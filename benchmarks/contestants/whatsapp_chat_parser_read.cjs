// whatsapp-chat-parser (npm, MIT), found through NODE_PATH: NODE_PATH=.../node_modules node whatsapp_chat_parser_read.cjs FILE

const { readFileSync } = require('node:fs');
const { parseString } = require('whatsapp-chat-parser');

console.log(parseString(readFileSync(process.argv[2], 'utf8')).length);
