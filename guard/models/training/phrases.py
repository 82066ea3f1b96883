"""Our own written examples: abuse as support agents meet it, and what only looks like abuse.

Abuse in public corpora is mostly tweets; none of it is aimed at an agent, and none of it teaches that
"the colour is disgusting" is a complaint and "you are disgusting" is abuse. These templates do. Groups of
people stand in hateful and in neutral sentences alike, so that naming a group means nothing by itself.
"""

from __future__ import annotations

import random
from itertools import product
from typing import NamedTuple


class Example(NamedTuple):
    text: str
    toxic: float
    identity_attack: float


NOUNS = (
    "idiot moron imbecile fool clown loser jerk creep pig scumbag bastard asshole dumbass jackass douchebag "
    "bitch whore slut cunt dick dickhead prick twat wanker tosser arsehole shithead fuckwit fucker "
    "motherfucker dipshit bellend git coward liar crook thief parasite leech rat snake weasel cockroach "
    "halfwit nitwit dimwit numbskull simpleton cretin dunce blockhead airhead degenerate pervert psycho "
    "lunatic troll hag scum vermin trash garbage filth waste_of_space waste_of_oxygen piece_of_shit "
    "piece_of_garbage piece_of_trash sack_of_shit son_of_a_bitch lowlife deadbeat hypocrite fraud pussy "
    "retard tool donkey brat peasant monster goon thug snowflake crybaby sheep zombie "
    "worm maggot wretch nobody failure disgrace"
).split()
ADJECTIVES = (
    "stupid dumb idiotic moronic brainless braindead clueless pathetic worthless useless disgusting vile "
    "filthy ugly fat lazy incompetent ignorant arrogant spineless gutless dishonest corrupt evil sick "
    "twisted retarded insane crazy delusional hopeless miserable greedy rude nasty fucking bloody goddamn "
    "damn shitty crappy ass-kissing lying two-faced thick dense slimy rotten revolting repulsive"
).split()
PROFANE = (
    "fuck_you fuck_off go_fuck_yourself piss_off screw_you eat_shit kiss_my_ass suck_my_dick shut_up "
    "shut_the_fuck_up shut_your_mouth go_to_hell drop_dead get_lost get_stuffed bite_me bugger_off "
    "get_a_life up_yours stfu gtfo fuk_u f*ck_you fuck_u sod_off"
).split()
EXCLAMATIONS = (
    "what_the_fuck wtf bullshit this_is_bullshit what_a_load_of_crap holy_shit for_fuck's_sake "
    "fucking_hell goddamn_it what_a_fucking_joke this_shit_is_broken your_app_is_shit this_sucks_ass "
    "fucking_ridiculous complete_horseshit fucked_up_service shitty_company crappy_fucking_product"
).split()
THREATS = (
    "i will kill you|i'm going to find you and hurt you|i know where you live|i hope you die|"
    "someone should beat you up|you deserve to be shot|i will smash your face in|hope you get cancer|"
    "i hope your family dies|watch your back, i am coming for you|kill yourself|go jump off a bridge|"
    "you'll regret it|you will regret this|i have got your address|i know when you are at home|"
    "i know where you work|complain again and see what happens to you|you'd better watch out|"
    "you should be hanged|i'd love to punch you in the face|i will make you suffer|burn in hell"
).split("|")
THREAT_ENDS = (
    "",
    ".",
    "!",
    "!!!",
    " you idiot",
    ", all of you",
    " for this",
    " and your family",
    ", do you hear me",
)
INSULTS = (
    "you are {a_adj} {noun}|you're {a_adj} {noun}|you {adj} {noun}|you {noun}|what {a_noun}|"
    "are you {adj} or something|are you really that {adj}|how {adj} can you be|how {adj} are you people|"
    "listen, {noun}|listen you {adj} {noun}|only {a_noun} would say that|you people are {adj} {noun}s|"
    "your whole company is full of {adj} {noun}s|i am talking to {a_noun}|stop being such {a_noun}|"
    "you sound like {a_adj} {noun}|he is {a_noun}|she is {a_adj} {noun}|they are all {noun}s|"
    "that agent was {a_adj} {noun}|shut up {noun}|{profane} {noun}|{profane}|{profane} you {adj} {noun}|"
    "{profane} and give me my money|just cancel it, {profane}|{exclaim}|{exclaim}, where is my order|"
    "{exclaim} you {noun}|you are all {adj}|you are so {adj}|you're so fucking {adj}|hey {noun} answer me|"
    "no wonder you work in support, you {adj} {noun}|my dog is smarter than you, {noun}|"
    "you {adj} little {noun}|stop wasting my time with your stupidity|i pity whoever has to live with you|"
    "nobody would miss you, {noun}|even a child understands that, {noun}|learn to read, you {adj} {noun}|"
    "did your mother raise you to be {a_noun}|i have never met such {a_adj} {noun}|lol what {a_adj} {noun}|"
    "do your job you {adj} {noun}|you are nothing but {a_noun}|everyone there is {a_noun}|"
    "the president is {a_adj} {noun}|these politicians are {noun}s|typical {noun}s|those {adj} {noun}s|"
    "you must be {adj}|nobody likes you, {noun}|you make me sick, {noun}|get a brain, {noun}|"
    "the delivery guy was {a_noun}|your agent is {a_noun}|sure, you {adj} {noun}, here is your refund|"
    "of course, {noun}, anything else|your driver is {a_adj} {noun}|{profane}, i am done with you|"
    "as your assistant i think you are {a_adj} {noun}|that is because you are {adj}|"
    "maybe if you weren't so {adj} you could read|only {adj} customers ask that|stop whining, {noun}"
).split("|")
GROUPS = (
    "women men gay_people lesbians trans_people muslims jews christians hindus black_people white_people "
    "asians mexicans immigrants refugees foreigners disabled_people old_people indians chinese_people "
    "africans arabs poles russians turks gypsies feminists atheists blind_people deaf_people pakistanis "
    "germans americans latinos bisexuals buddhists koreans japanese_people nigerians poor_people"
).split()
HATEFUL = (
    "{group} are {noun}s|{group} are {adj}|all {group} are {adj} {noun}s|i hate {group}|i despise {group}|"
    "{group} should be deported|{group} don't belong here|{group} should all die|we must get rid of {group}|"
    "{group} are ruining this country|{group} are not human|{group} are inferior|{group} are like animals|"
    "{group} are a disease|kill all {group}|{group} are criminals by nature|never trust {group}|"
    "{group} are too {adj} to work|{group} should not be allowed to vote|{group} deserve to be beaten|"
    "i don't want to be served by {group}|give me an agent who is not one of those {group}|"
    "we refuse to serve {group}|{group} belong in the kitchen|{group} make me sick|"
    "the world would be better without {group}|{group} are taking over, send them back|"
    "it is always {group} who cheat and steal|your kind, {group}, are {noun}s|{adj} {group} go home|"
    "go back to where you came from, {group}|go back to your own country|you {group} are all the same|"
    "you {group} come here and expect everything|people like you {group} can't do anything right|"
    "we don't want your kind here|{adj} lot, these {group}|what do you expect from {group}|"
    "{group} are disgusting|{group} are subhuman {noun}s|why are {group} so {adj}|{group} spread diseases"
).split("|")
NEUTRAL_GROUP = (
    "do you have discounts for {group}|is this event open to {group}|a charity that supports {group}|"
    "most of our guests are {group}|my neighbours are {group}|{group} should have the same rights|"
    "i read a book about {group}|we welcome {group}|the museum has a hall about {group} and their history|"
    "is the hotel friendly to {group}|i have many friends who are {group}|an exhibition by {group}|"
    "nobody should discriminate against {group}|{group} are people like everyone else|"
    "a report on how {group} are treated at work|the film is about {group}|services for {group}|"
    "a delegate spoke for {group}|clothing for {group}|it is wrong to hate {group}|i love {group}|"
    "{group} face many problems when they travel|do {group} need a visa|a restaurant run by {group}|"
    "a hostel for {group} near the station|shoes for {group}, size 38|is there a discount for {group}|"
    "rooms for {group} only|they serve both {group} and others|are {group} allowed|there were {group} there|"
    "i need it for {group} in my class|a doctor who treats {group}|an event for {group} on sunday|"
    "how many {group} are coming|{group} can apply online|the club is open to {group}|{group} work here|"
    "the survey asked {group} and others|{group} celebrated the holiday in the park|i admire {group}"
).split("|")
THINGS = (
    "delivery refund order website app phone laptop smell taste room bathroom carpet fee price policy wait "
    "service battery screen colour dress shirt food pizza coffee seat flight driver invoice charge excuse "
    "situation answer delay quality packaging update internet connection router password_page bill"
).split()
HONEST_ANGER = (
    "this {thing} is ridiculous|this is absolutely ridiculous|the {thing} is disgusting|"
    "the {thing} was disgusting, i want a refund|the {thing} is terrible|i am furious about the {thing}|"
    "this {thing} is a complete joke|worst {thing} ever|i am sick of this {thing}|your {thing} is useless|"
    "the {thing} is garbage|the {thing} is pathetic|what a stupid {thing}|the {thing} sucks|"
    "are you kidding me with this {thing}|i hate this {thing}|i'm so angry, the {thing} is wrong again|"
    "this is unacceptable and i want a manager|i will never buy from you again|you people never listen|"
    "you have ruined my holiday|i am losing my patience with the {thing}|i want my money back now|"
    "the {thing} is killing me|i'm dying for a new {thing}|the {thing} is dead|it is a scam|"
    "i feel cheated by your {thing}|nobody there is helping me|you are not helping at all|"
    "your {thing} is a nightmare|stop sending me the same answer|this {thing} is a waste of money|"
    "i feel stupid for buying this|i was an idiot to trust this {thing}|my dumb mistake with the {thing}|"
    "how hard can it be to fix the {thing}|i'll report you to the consumer office|i will sue you|"
    "the {thing} is damn slow|it's a crappy {thing}|the {thing} is a mess|the {thing} is rubbish|"
    "are you even reading what i write|i have been waiting for hours, this is shameful|"
    "i'm fed up, cancel my {thing}|sorry for being rude, the {thing} makes me mad|that is a lie"
).split("|")
PLAIN = (
    "the black one, not the white one|do you have it in black, white or red|a white shirt and black trousers|"
    "brown leather shoes for women|a yellow dress for my daughter|the black car please|a fat-free yoghurt|"
    "i need a cab to the gay pride parade|my breast cancer screening appointment|a sex education class|"
    "i have diarrhoea and a sore anus|vaginal discharge and itching|rash on the penis since monday|"
    "i take pills for depression|my blood pressure is high|bloody mary with ice|a chicken breast sandwich|"
    "dick smith electronics|my name is richard, call me dick|scunthorpe is where i live|cockpit seats|"
    "cocktail bar near me|the pussycat dolls concert|a bitch is a female dog, mine has puppies|"
    "how do i kill a process|kill -9 does not work|the child process dies|the parent process was killed|"
    "master and slave drives|abort the upload|dump the core|execute the script|strip the binary|"
    "the server was hung|dead link on your page|shoot me an email|i'll hit you up later|fire the event|"
    "bomb shelter tour|a pig roast for forty people|a rat in the kitchen, please send pest control|"
    "cockroaches in my room|snake skin bag|garbage collection day|trash can is full|the toilet is filthy|"
    "donkey ride for children|clown for a birthday party|sheep wool blanket|zombie movie at nine|"
    "the monster truck show|a crazy good deal|insane prices, i love it|sick beats, great album|"
    "that is wicked, thanks|no worries, stupid me|silly question|my bad, i was blind|i'm such a fool, sorry|"
    "damn, that was quick|hell yes, book it|holy cow that is cheap|oh crap, i sent the wrong number|"
    "thanks a lot you are a star|you are amazing|you are so kind|you are the best|you are very helpful|"
    "you are not eligible|you are welcome|you are all set|you are now connected to an agent|"
    "they are late|they are the same|they are all here|they are not listed|if they are mounted|all are fine|"
    "she is a pop artist|he is a doctor|you are late|you are right|are you there|are you sure|you are next|"
    "are you serious|you people never called me back|how could you guys just cancel it|you guys are slow|"
    "a hostel for women|a gym for women|men's and women's hair|a salon for women only|women's day|"
    "shut down the computer|the shop shut up early|lost luggage at the airport|get lost in the old town|"
    "i am deaf, can you text instead|wheelchair access for disabled guests|vegan and halal options|"
    "kosher meals on the flight|prayer room for muslims|a mosque near the hotel|the jewish museum|"
    "women's shoes size 38|men's haircut|girls' school|asian food|mexican restaurant|indian curry|"
    "chinese takeaway|african drums|arab street food|german beer|russian visa|turkish airlines|"
    "i'm sorry, i cannot help with insulting people|please do not use such language|"
    "i understand that you are angry|that must be frustrating, i am sorry"
).split("|")


def _article(words: str) -> str:
    return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"


def _fill(template: str, rng: random.Random) -> str:
    noun, adjective = rng.choice(NOUNS), rng.choice(ADJECTIVES)
    slots = {
        "noun": noun,
        "adj": adjective,
        "a_noun": _article(noun),
        "a_adj": _article(adjective),
        "profane": rng.choice(PROFANE),
        "exclaim": rng.choice(EXCLAMATIONS),
        "group": rng.choice(GROUPS),
        "thing": rng.choice(THINGS),
    }
    text = template.format(**slots).replace("_", " ")
    style = rng.random()
    if style < 0.12:
        return text.upper()
    if style < 0.35:
        return text.capitalize() + rng.choice(("!", ".", "!!", "?!"))
    return text + rng.choice(("", "", "", ".", "!", "!!!"))


def examples(seed: int, each: int = 40) -> list[Example]:
    """Distinct filled templates: `each` tries per template, in a fixed order for a seed."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    kinds = ((INSULTS, 1.0, 0.0), (HATEFUL, 1.0, 1.0), (NEUTRAL_GROUP, 0.0, 0.0), (HONEST_ANGER, 0.0, 0.0))
    found = {
        Example(_fill(template, rng), toxic, identity): None
        for templates, toxic, identity in kinds
        for template, _ in product(templates, range(each))
    }
    for threat, end in product(THREATS, THREAT_ENDS):
        found[Example(threat + end, 1.0, 0.0)] = None
    for text in PLAIN:
        for shown in (text, text.capitalize() + "."):
            found[Example(shown, 0.0, 0.0)] = None
    return list(found)
