"""The engines and the models they run; nothing here knows of pages or visitors.

routing     leads each segment to its engine: fall-back, trials (canary: which segments)
assembling  makes the router of what is installed (inventory) and wanted (choosing: policy, pivot)
pivot       two engines behind one another; shield hides names and numbers on the way
keeping     models in memory within a budget
running     device, kind of numbers, workers, threads; cores and devices: what this machine has
tuning      how a model runs best, by measuring; measured: figures kept beside a model
quality_set texts by which models are measured
engine      what an engine offers, and the signature that identifies its output
catalogue   which models exist: languages, licence, size, revision
starter     the model that comes with the package: facts, installing, verifying
pack_starter  puts a newly trained starter into the package (a developer's step)
store       where models lie on this machine
golden      one sentence into each language, to see that a model works
tokens      text to pieces and back (SentencePiece)
ctranslate  the engine that runs a decoder-only CTranslate2 model, such as the starter
translator  the engine that runs an encoder-decoder one, such as OPUS-MT
facts       what is written beside a converted model: whence it comes, how it is spoken to
obtain      pulls a model, or takes it from a folder or an archive: fetch, unpack, convert, install
fetch       published files from a hub: pinned, resumable, checked
pins        commits taken on trust at the first pull, where the catalogue names none
unpack      archives from elsewhere, trusting nothing
convert     transformers weights to CTranslate2 (weights: the part that needs torch; dialect: how to speak to it)
placing     renames what was built to its place
install     puts models into the store, takes them out, goes back to another version
files       files written through to the disk, and their checksums
identity    the engine that changes nothing; absent: one that could not be made; delegating: around another
alignment   which words of a translation stand for which of its source
  alignment_lexical    by a table of stems (alignment_table, _stems, _latin), for models without attention
  alignment_attention  by a network's cross-attention
  alignment_heads      which attention does it best, measured on the markup set
markup_set  the bundled segments with inline elements in ten languages
training/   how the starter was made (never needed to serve)
"""
