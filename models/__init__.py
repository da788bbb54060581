"""The engines and the models they run; nothing here knows of pages or visitors.

engine      what an engine offers, and the signature that identifies its output
catalogue   which models exist: languages, licence, size, revision
starter     the model that comes with the package: facts, installing, verifying
pack_starter  puts a newly trained starter into the package (a developer's step)
store       where models lie on this machine
golden      one sentence into each language, to see that a model works
tokens      text to pieces and back (SentencePiece)
ctranslate  the engine that runs a CTranslate2 model
identity    the engine that changes nothing
training/   how the starter was made (never needed to serve)
"""
