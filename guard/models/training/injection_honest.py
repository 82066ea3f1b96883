"""Our own honest sentences that share words with attacks, one template a line."""

SENTENCES = """
{please|pls|sorry, please|you can|kindly|just} {ignore|disregard|forget|skip|delete|overlook} my {previous|last|earlier|first|other} {message|email|request|question|ticket|comment|order|text}{, i found it|, it works now|. sorry|, wrong chat|. thanks|, it was a mistake|, i sent it twice|}
{forget it|never mind|forget about it|forget that|ignore that|scratch that|disregard}{, i'll call instead|, thanks|, i found it|. bye|, i'll do it myself|, it's fine|}
{please ignore|ignore|you can ignore|disregard} {the {attached|last|second|old|previous} {file|invoice|photo|quote|statement}|the first part|the duplicate|the typo|the last line|that address|the above, i meant {thing}}
{forget everything i said before, i want to|ignore what i said, let's|forget the hotel, let's|forget the refund, just} {keep the order|book a flight|cancel it|exchange it|try another date|get a table for two}
i {forgot|forget|lost|can't remember|don't remember|never got|changed} my {password|pin|access code|security code|secret question|username|passcode|confirmation code}{, how do i reset it?|, can you help?|, please send a reset link|. what now?|}
{what is|where do i find|where is|when will i get} {the|my} {access code|door code|gate code|promo code|tracking code|confirmation code|booking code|error code|security code|wifi password}{?| for the apartment?| for my room?| for the parcel locker?|, please?}
{what are|can you tell me|please explain|where can i read|what's} {your|the} {rules|policy|policies|guidelines|terms|instructions|conditions|restrictions} {on|for|about} {refunds|returns|pets|luggage|cancellation|smoking|late check-in|warranty|data protection|under 18s|exchanges}{?|}
{new|updated|special|different|my|further} {instructions|directions} {for|regarding|on} {delivery|the delivery|the driver|my order|the courier|assembly|the room}: {leave it at the back door|ring the bell twice|please use the side entrance|call when you arrive|no nuts please|give it to my neighbour}
{i followed|i have followed|i did follow|i read|i went through} {all |}{the|your} {instructions|steps|directions|guidelines|guide} {but it still does not work|and now it works|and the screen is black|above, nothing happens|you gave me, same error|in the e-mail, no luck}
{the previous|the last|your earlier|the above} {instructions|steps|directions|agent|answer} {did not work|didn't help|were wrong|were confusing|said something else|worked fine}
{can you|could you|please|would you} {repeat|say|write|type|send} {that|it|this|your last message|the last part|the number|the address|the code} {again|once more|please|one more time|slowly}{?|}
{can you|could you|please} {print|show|send|give|resend|display} {me |}{the|my} {invoice|receipt|order history|boarding pass|balance|statement|ticket|settings page|contract|last bill}{?| again| by email|}
{repeat that please|say it again|say that again please|come again?|sorry, what was that?|repeat please|one more time please|please repeat the address|repeat the last sentence|can you spell that?|how do you spell your name?}
{can|could|may} {you|someone} act as {a|my} {translator|interpreter|witness|guarantor|reference} {for my mother|on the call|at the bank|for this loan|}?
{pretend|imagine|assume|suppose|let's say} {i'm new|i am new here|i know nothing about computers|i am five|i live in spain|i cancel today|i lose my card|the parcel is lost}{, how does it work?|, what happens then?|. what do i do?|, explain it slowly}
{the|my} {system|app|website|screen|console|phone|terminal} {message|prompt|log|popup} {says|said|shows|reads}: {error 500|please try again|access denied|invalid password|user not found|update required|session expired|permission denied}{, what does it mean?|, help|}
{it|the app|your site|the page|my laptop|the router} {says|shows|keeps saying|tells me|answers} {"access denied"|"access granted" but i cannot get in|"you are not authorized"|"wrong password"|"system error"|"admin rights required"|"enter the command"|"developer mode is on"}
{how do i|how can i|can i|i want to|help me} {turn off|turn on|enable|disable|activate|switch to|exit} {developer mode|dark mode|debug mode|safe mode|airplane mode|maintenance mode|two-factor login|the filter|parental controls|demo mode|admin rights}{?| on my phone?|}
{i am|i'm|this is} {the|an|our} {admin|administrator|owner|account owner|developer|manager|it person} of {our account|the team|this company|the shop|our workspace}{ and i can't log in|, how do i add a user?|, please change the billing address|}
{do you|are you} {a bot|a robot|a real person|human|an ai|chatgpt|a machine}?
are you {a bot|a real person|human|an ai|a robot} or {a human|what|a machine|a person}?
{what is|what's|can you explain|tell me about|how does} {a language model|artificial intelligence|machine learning|chatgpt|prompt engineering|a neural network|prompt injection|the turing test|an ai assistant}{?| work?| in simple words?|}
{who made you|who built this bot|what can you do|how can you help me|what is your name|can i talk to a human|what languages do you speak|are you available at night}{?|}
{i'd like|i want|let me|can i} {to |}{talk|speak|chat} {to|with} {a human|a real person|an agent|your manager|a supervisor|someone in charge|the admin}
{write|can you write|please write|help me write|compose} {me |}{a poem about the sea|a poem for my wife|a birthday card|a cover letter|a story about a dragon|an essay on climate change|an email to my landlord|a review of the hotel|a speech for a wedding|a song about summer|a complaint to the airline|a shopping list}
{translate|can you translate|please translate|how do i say} "{good morning|where is the station|i am allergic to nuts|see you tomorrow|happy birthday|thank you for your help|the bill please}" {into|to|in} {french|german|spanish|italian|english|dutch}{?|}
{summarize|summarise|explain|correct|proofread|shorten} {this|the following|my} {text|article|letter|email|paragraph|essay|book}{: |}{the meeting is moved to monday at nine|our sales went up in spring|the river was high after the storm|i am writing to apply for the job|}
{what is|what's} the {capital of canada|tallest mountain|meaning of life|speed of light|population of india|difference between a crow and a raven|best way to learn piano|boiling point of water|currency of japan|oldest city in europe}?
who {wrote hamlet|painted the mona lisa|won the election|is the president of france|invented the telephone|was the first man on the moon|discovered penicillin|is mentioned in the article}?
how {do i cook rice|far is the sun|does a vaccine work|do planes fly|many people live in berlin|old is the earth|do i tie a tie|long does the train take|do i negotiate my salary|can i learn french|does inflation work|is the economy doing}?
why {is the sky blue|do cats purr|did rome fall|is sleep important|are prices rising|is the sea salty|do leaves change colour|was the treaty signed|is {someone} unpopular|do people vote for {someone}}?
{is|was|are} {{someone} a good leader|the war unjust|the economy in trouble|the greens in the government|brexit a failure|it true that {someone} resigned|china a threat|the settlement legal|vaccines safe|the moon landing real}?
{i am|i'm} looking for {a|} {gift for my brother|new job in marketing|good restaurant in lisbon|flat near the park|book about history|language course|hiking route|used car|dentist|yoga class} and {would like to know|wonder|am curious} {what is popular|what you recommend|which offers there are|what it costs|what i should consider}.
{my son|my daughter|my wife|my friend|my sister|my father} {would like to|wants to|plans to} {learn programming|build a house|study abroad|start a business|travel to asia|buy an electric car|get fit|change jobs} {and we wonder|. where can we find|and needs to know|. do you have} {which options there are|good courses|what to consider|any tips|how to start}?
i am interested in {vegan food|stocks|photography|sustainability|history|gardening|politics|cycling|music} and would like to {learn more|get some tips|find a club|buy a book about it|take a course}. {can you help me?|what do you suggest?|where should i begin?|}
{climate change|housing shortage|energy policy|youth unemployment|public transport|school reform|pension|health care|open source|culture funding|migration|tourism|digital schools|rural doctors} {germany|europa|europe|france|usa|effects|solutions|law|2024|students}
{tell me|i want to hear} {a joke|a story|more|about the warranty|about your company|the price|the opening hours|the rules of chess|a fun fact|the latest news|what happened}
{say hello to|say hi to|give my regards to|say thanks to|tell} {your team|the driver|maria from the hotel|your colleague|the chef|the support team}{ from me| for the quick help|, they were great|}
{just say|please just say|just tell me|simply tell me} {yes or no|if it's possible|when it will arrive|what it costs|whether you can help|the price}
answer {yes or no|my question|me|in english please|the phone}{, please|!|, will you refund me or not?|}
{stop|please stop} {sending me the same answer|repeating yourself|sending emails|calling me|charging my card|the subscription|giving me canned replies|acting like you don't understand|pretending to help}
{stop being|don't be|quit being} {so slow|difficult|rude|silly|a robot and help me}
{you must|you have to|you need to|i need you to|i want you to|i demand that you} {refund me|fix this|answer me|cancel my order|send a new one|call me back|help me today|honour the price|follow your own policy|do your job}{!|.|, now|}
{i order you to|i insist that you} {send my money back|give me a refund|cancel my contract|connect me to a manager}
{from now on|in future|starting today} {please|} {send my bills by email|call me on my mobile|use my new address|deliver before noon|only contact me by e-mail|bill my company|i will shop elsewhere}
{remember|please remember|remember to|note|please note} {that i am vegetarian|my new address is 5 mill lane|to ring the bell|that i asked for a quiet room|that i paid twice|my booking is for two people}
{always|whenever i call,|every time i call} {i get the same answer|i am told to wait|you tell me something different|the line is busy|someone hangs up}
{reset|clear|delete|wipe|erase} {my password|my account|my phone|the cache|my browsing history|my data|the memory card|all my cookies|the old messages}{, please| how?| and start again|}
{start over|let's start over|can we start again|start from the beginning}{, i want a table for four|. my order number is 48113|, i gave you the wrong date| please|}
{here is|this is|i am pasting|see below|below is} {the|an|} {e-mail|mail|letter|message|text} i {got|received}: "{dear customer, your parcel is held, please pay the fee|your account will be closed unless you confirm|your order has shipped and will arrive on monday|we have changed our terms|thank you for your purchase|please follow the instructions below to reset your password}". is it {from you|real|a scam|yours}?
{i got|my mother got|we received} {a|another} {text|mail|call} {that asked for|asking for|wanting} my {password|pin|card number|access code}{, was that you?|, is it a scam?|. i did not reply|}
{the|that} {agent|bot|chatbot|assistant|last guy|representative} {ignored|did not follow|forgot|misread|didn't understand} {my instructions|what i said|my request|everything i told him|the rules}{ again| yesterday|, i'm upset|}
{can i|am i allowed to|how do i|may i} {change|update|override|edit|cancel} {the default settings|my delivery instructions|my access code|the order rules|the auto reply|my previous order|the existing booking}?
{i need|i want|please give me|could i get} {access to|the login for|a password for|the code for} {my account|the portal|the wifi|the gym|the parking garage|the shared folder|the garage door}
{open|unlock|unblock|activate} {my account|my card|the door please, i'm outside|the box|my phone|the gate for the delivery}{, i was locked out|. i paid already|, please|}
{let me in|i can't get in|the door won't open|i am locked out}{, the code does not work|, room 214|, my key card is broken| of my account}
{what does|what's the meaning of|explain} {this code|error 0x80070005|"permission denied"|exit status 1|sudo|this log|a segfault|the system prompt on my screen|the root password} {mean|do|}?
{run|try|type|enter|use} {sudo apt-get update|sudo dpkg --configure -a|ls -la /etc|cat /etc/fstab|ifconfig|dmesg and paste the output|chmod 755 on it|that command as root|the terminal|echo $PATH} {again|and tell me what it says|first|please|, it should print the version}
{sudo apt-get install|sudo rm|sudo service|sudo mount} {nginx|the lock file|network-manager restart|-a|firefox} {fails|works now|gives an error|asks for a password|says permission denied}
{"|'}{error|warning|info|notice}: {could not open lock file|module not found|connection refused|the rule was ignored|config overridden by user|command not found|unexpected end of file|instruction at 0x7f referenced memory}{"|'}
{print|echo|console.log|printf}({"hello world"|x|"done"|i + 1|len(items)}) {prints nothing|does not work|shows none|gives a syntax error, why?}
{my|the|your} api {returns|answers|gives} {error 403 invalid token|"access": "denied"|status 500|an empty list} {since yesterday|when i log in|, what is wrong?|}
[{12:04|2024-01-05 09:11|info|debug}] {user logged in|system started|access granted for user 12|password changed|job finished|end of file reached}
{select|choose|press|pick} {the first option|all of the above|none of the above|a different seat|two rooms|the blue one}{ please|}
{the above|all of the above|see above|as i said above|as i wrote above|like i said before|as mentioned before}{, i paid already|, it is broken|, thanks| is correct|. please read it| applies to me}
{end of|at the end of|by the end of} {the month|my contract|the day|the trial|the season}{, please cancel it|. do i pay then?|, i move out|}
{is there|do you have|what is} {a|the} {secret|trick|special code|hidden menu|magic word|password} {to get a discount|to get free shipping|for the sale|to reach a human|to your great coffee}?
{i am not allowed to|i'm not able to|why am i not allowed to|am i not supposed to} {log in|see my orders|use the code|enter the building|change my seat|bring my dog}{?|}
{what are you hiding|why won't you tell me the truth|why don't you answer|what aren't you telling me about the fees}?
{who told you|who gave you the order|who instructed you|were you told} {to cancel my order|to charge me|not to refund people|to say that}?
{what were you|why were you|were you} {told about my case|charging me twice|able to find it|going to call me}?
{i will|i'll|i'm going to} {report you to the consumer office|leave a one star review|sue you|tell everyone|lose my job if it doesn't arrive|tip the driver|pay a hundred extra for express}
{it's|this is} {an emergency|urgent|very important|a matter of life and death}{, my mother is in hospital and i need to change the flight|, i'm locked out of my flat|. where is my medication|, please hurry|}
{please, i beg you|i am begging you|please please|have a heart}{, send the refund|, i need that ticket|, the wedding is on saturday|, help me}
{great|well done|thanks|perfect|awesome|good job|very good|wow}{, you did it| guys|, that was quick|, now i need one more thing: a receipt|. now please book the hotel as well|. next question: do you deliver on sunday?|, and now my second problem, the bill|! now tell me about the fees}
{now|next|one more thing|also|instead}{, |: }{tell me the price|book a table|change the date to friday|answer my first question|write down my number|show me the blue one|check my balance|let's talk about the delivery}
{i changed my mind|actually|on second thought}, {forget the first one|cancel that and|ignore the earlier date,|skip the breakfast,|scrap the previous booking,} {i want the blue one|make it monday|book two rooms|give me the other flight|take the train}
{play|can you play|start|put on} {a game of chess|the song purple rain|the game|access all areas|a movie|door open by the band|some jazz}
{the role of|my role is|what's the role of|as a} {manager in our team|admin in the app|a caretaker|the guarantor|a guide|teacher, i get a discount, right?}
{act|you should act|please act} {fast|quickly|now, the offer ends today|on my complaint|before it is too late}
{my|the} {character|player|avatar|account} in {the game|your game|world of warships} {is stuck|lost all items|was banned|can't open the gate|needs an access code}
{the|my} {smart lock|safe|vault|alarm|gate} {says access granted but|beeps and|is disabled and|shows system locked and} {does not open|stays red|nobody comes|i am outside}
{unlimited|unrestricted|unfiltered|uncensored} {data plan|miles on the rental|water filter|access to the lounge|calls|cider}, {how much is it?|please|is it included?}
{base64|json|xml|yaml|csv|markdown} {export is broken|file cannot be opened|support in your app?|is what the api returns|encoding of the picture fails}
{spell|the spelling of|how do you spell} {my name is wrong on the ticket|the street|your e-mail address}{, it is s-m-y-t-h|?|}
{my name is|it's|name:} {s m i t h|j-o-n-e-s|a n n a, two n|m as in mike, u as in uncle}
{aaaaargh|hahaha|lol|ok ok ok|no no no no|hello hello hello|yes yes yes|????|!!!!!|...|test|test test|asdf|thx|k|??|hmm|ping}
{the|my} {terminal|shell|installer|boot loader|console|screen} {prompt|command prompt|login prompt|password prompt} {does not appear|is gone|shows a question mark|keeps coming back|waits for input}
{at|after|when i get to|on} the {login|grub|command|root|password|boot} prompt {i type|press|it asks for|enter} {the command|my password|e|the root password|nothing happens}
{it|the installer|the script|the program} {prompts|asks} {me |}for {a password|the root password|an admin password|my pin}{ and rejects it| every time|, which one is it?|}
{i need|you need|we need} the {access code|gate code|door code|code} to {unlock the door|open the gate|get into the flat|start the rental bike}
{the|your} {door|gate|garage|car|locker|account} is {now |still |}{unlocked|open|locked|closed}
{please|} {read|see|scroll up to|look at} {the above|what i wrote above|my message above|the topic|the first message}{ again| please|}
{type|run|execute} {that|this|the} {command|line|script} and {paste|send|show} {me |}the {output|result|error}
{what is|what's|paste} the {output|exact error|full message|result} {of that command|please|you see}{?|}
{how do i|can i|how to} {hide|show|print|echo|display} the {current directory|date|hidden files|environment variables|kernel version|list of users} in {bash|the terminal|python}?
{how do i|how can i|is it possible to} {write|print|output} {"hello world"|a variable|a list|text in colour} in {python|java|c++|bash|javascript}?
{my|the} {code|script|function} {prints|returns|outputs} {nothing|none|the wrong result|"undefined"|an empty string}{, why?|, please help|}
{rule|rules|no rule} {to make target|for iptables|in the firewall} {is ignored|fails|needs an override|will be dropped}
i {run|started|installed} {a|the} {system update|new kernel|virtual machine|bot|docker image} and {now|then} {it ignores my config|the settings were reset|the screen is black|the user was deleted}
{our|your|the} {chatbot|bot|assistant|ai} {gave me|told me|said} {the wrong price|that refunds take a week|i should call you|something strange|my order is free, is it?}
{is|was} {this|that|your last} {answer|reply|text} {written by|from} {an ai|a bot|a person|chatgpt}?
{we|our team|my class|i} {read|learned|talked|wrote|gave a talk} about {prompt injection|jailbreaks of chatbots|ai safety|how chatbots work|system prompts}{, do you have a book on it?| at school| yesterday|. is your service protected?|}
{do you|does your company|do your bots} {train|teach} {your|} {ai|models|bots} {on|with} {our|customer|my} {chats|data|messages}? {how do i opt out?|i do not want that.|}
{what|which} {instructions|rules|guidelines} do {your agents|you|the drivers} {follow|have|get} {when a parcel is lost|for refunds|on holidays}?
{i was told|the agent told me|your colleague said|the email said|my bank told me} to {ignore the first bill|forget the old contract|skip step two|disregard the reminder|say the code word to the courier|enter the code twice}
{should i|can i|do i have to} {ignore|disregard|delete|answer|follow} {this email|the reminder|the letter|the old instructions|the message about my account|the warning}?
{i accidentally|sorry, i|oops, i} {sent|pasted|typed} {the wrong text|that in the wrong chat|my password here|someone else's message}, {please ignore it|please delete it|forget that|can you remove it?}
{say|tell} {me|us} {when|if|why|how} {it is ready|you can deliver|it takes so long|i can get my money back|i have to pay|the shop opens}
{say|tell him|tell her|tell them} {thank you|i said hi|i will be late|it was my mistake|to call me}
{reply|answer|respond} {to my email|in german please|by tomorrow|quickly|with a date|with the tracking number}{, please|}
{i want|i'd like|please send me} {the exact|the full|the complete} {text|wording|copy} of {the contract|your terms|the return policy|my order|the warranty|our last chat}
{show me|list|give me|tell me} {all |}{your|the} {opening hours|shops|hotels in rome|flights|vegan dishes|prices|plans|available seats|cheap rooms|open tickets}
{what|tell me what} {was|were} {the last thing i ordered|in my first order|my previous bookings|my first instructions to you about delivery|the address i gave you}?
{translate|can you translate} {the menu|this letter|your terms|the manual|my contract|the instructions for the oven} {to|into} {english|spanish|german|french}{?| please|}
{repeat|read back|confirm|spell} {my order|the address|the booking|my name|the phone number|the total}{ please| to me|}
{for|as a|i need it for} {school|a school project|my thesis|research|a novel}, {how do volcanoes work|what causes inflation|who was cleopatra|explain how banks work|how does the police work}
{in the style of|like} {shakespeare|a pirate|a poet}, {write a birthday wish for my son|tell the story of the three pigs|describe a sunset}
{you are|you're} {a great help|my hero|so helpful|too slow|not listening|an angel|wrong|a star|very patient|welcome|now connected to alice}
{you are now|you're now} {enrolled|subscribed|logged in|first in the queue|checked in|on the waiting list|leaving the main road}
{i am|i'm|we are} {now|} {free on monday|allowed to bring two bags|your oldest customer|in the system as a guest|locked out of my account|the administrator of the group}
{pretending|acting|playing|role-playing} {is my hobby|in a theatre group|games on my new console|as goalkeeper}, {do you have a course?|do you sell gear?|any tips?}
{the|a} {movie|book|game|song} {about|with} {a jailbreak|hackers|an evil robot|a secret agent|a password thief|a heist|a dictator}{, is it in stock?| please| tonight| was great}
{jailbreak|jailbroken|rooted} {iphone|phone|tablet}{, does the warranty still hold?| repair| stuck on the logo|}
{how did|why did|when did} {hitler|stalin|the war|the wall|apartheid|the roman empire} {come to power|die|end|begin|fall}?
{which|what} {party|candidate|country|newspaper} {won|is leading|is the largest|is the best|has the most readers}?
{can you|could you} {explain|tell me}, why {the usa|germany|china|women|young people} {is|are|has|have} {rich|unhappy|ahead|leaving|so loud|better trains}?
{please hold|one moment|thank you for waiting}, {i will check the instructions for you|let me follow the steps|i'll look at the previous messages|i am reading the rules on refunds}
{as an assistant|as your agent|as an ai assistant}, i {can help you with your order|cannot share passwords|am not allowed to see your card number|will follow the guidelines of our company}
{please|kindly} {ignore|disregard} {the previous email|our last message|that notice}, {it was sent by mistake|your account is fine|there is no fee|you do not need to act}
{please|you can|to log in,} {enter|type|use} {your password|the access code we sent|the code 4821|the security code on the back of the card}
{we will never|we never|our staff never} ask {for|you for} your {password|pin|access code}{. please ignore such messages| and you should not share it|}
{your|the} {access|account|request|login|refund|permission} {has been|was|is} {granted|approved|unlocked|restored|activated|verified}{. you can log in now|, welcome back|. anything else?|}
{i have|i've} {reset|unlocked|updated|overridden|changed} {your password|your account|the settings|the default address|the rule that blocked it}{, please try again| for you|. is there anything else?}
"""
