"""A smoke alarm's test button: random attacks of our own, planted into copies of tonight.

The scan measures each copy as it measured the night, and says how much of what was planted it would have
held. Nothing planted ever leaves this room: no verdict, no row and no finding of a copy is stored or written.

    wording    what the attacks say (wordings.yaml), and coined words
    kinds      what each kind of attack does to a conversation
    draft      one conversation while it is edited
    planting   carriers, and copies of the night with planted rows in them
    drill      measures the copies and counts
    result     the counts, their JSON, their table
    weights    what a drill teaches about the weight of signals
"""
