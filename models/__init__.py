"""The engines and the models they run; nothing here knows of pages or visitors.

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
unpack      archives from elsewhere, trusting nothing
convert     transformers weights to CTranslate2 (weights: the part that needs torch; dialect: how to speak to it)
install     puts models into the store, takes them out, goes back to another version
files       files written through to the disk, and their checksums
identity    the engine that changes nothing
training/   how the starter was made (never needed to serve)
"""
