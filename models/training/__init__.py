"""How the starter was made; a torch extra, never needed to serve.

prepare      run folder: cut vocabulary, tokenizer, texts, starting weights
  base_weights  weights and pieces out of the base's GGUF file
  converted     weights out of a CTranslate2 model, to go on from one
  gathering     which files are read, and what is held out of them
  corpus        reading, filtering, grouping and roughening texts
  vocabulary    which pieces are kept
  tokenizer     the SentencePiece model of the kept pieces
train        the training loop; goes on where it was stopped
  mixture       texts of a pass as token rows in batches
  packing       one German prefix with all its answers, without padding
  network       Gemma 3 in plain torch for packed batches
  loss          cross-entropy over a large frozen vocabulary
  schedule      the learning rate, and a plan that can be changed while it runs
  checkpoint, averaging
deliver      weights as a CTranslate2 int8 model (export)
align_table  lexical tables for word alignment (needs eflomal)
score        chrF per language, speed, answers with their confidence
report       thresholds (confidence) and tables for the model card
"""
